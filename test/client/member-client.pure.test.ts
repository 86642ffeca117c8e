import { describe, it } from 'vitest';
import { createMemberClient } from '../../src/client/member-client.ts';
import { fakeServer, json } from './fake-server.ts';

const url = 'http://tower.example';
const counts = { unseen: 1, unread: 2 };

describe('createMemberClient', () => {
  it('marks what was seen, read and archived', async ({ expect }) => {
    const server = fakeServer(json(counts), json(counts), json(counts));
    const { timeline } = createMemberClient({ url, token: 'jwt', ...server.options });
    expect(await timeline.seen('01')).toEqual(counts);
    await timeline.read({ all: true });
    await timeline.archive(['01', '02']);
    expect(server.asked.map(({ method, url: asked, body }) => [method, asked, body])).toEqual([
      ['POST', 'http://tower.example/v1/me/timeline/seen', '{"upTo":"01"}'],
      ['POST', 'http://tower.example/v1/me/timeline/read', '{"all":true}'],
      ['POST', 'http://tower.example/v1/me/timeline/archive', '{"ids":["01","02"]}'],
    ]);
    expect(server.asked[0]?.headers.authorization).toBe('Bearer jwt');
  });

  it('repeats a mark whose answer was lost, because marks only move forward', async ({ expect }) => {
    const server = fakeServer(new Error('reset'), json(counts));
    const { timeline } = createMemberClient({ url, token: 'jwt', ...server.options });
    expect(await timeline.read({ upTo: '01' })).toEqual(counts);
  });

  it('reads and writes preferences and removes a device', async ({ expect }) => {
    const preferences = { channels: {}, types: {}, muted: [] };
    const server = fakeServer(json(preferences), json(preferences), new Response(null, { status: 204 }));
    const member = createMemberClient({ url, token: 'jwt', ...server.options });
    expect(await member.preferences.get()).toEqual(preferences);
    await member.preferences.put({ muted: [{ actor: 'bob' }] });
    await member.devices.remove('a/b');
    expect(server.asked.map(({ method, url: asked, body }) => [method, asked, body])).toEqual([
      ['GET', 'http://tower.example/v1/me/preferences', undefined],
      ['PUT', 'http://tower.example/v1/me/preferences', '{"muted":[{"actor":"bob"}]}'],
      ['DELETE', 'http://tower.example/v1/me/devices/a%2Fb', undefined],
    ]);
  });
});
