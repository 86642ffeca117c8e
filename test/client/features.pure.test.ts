import { describe, test } from 'vitest';
import { createTower } from '../../src/client/tower.ts';
import { fakeServer, json } from './fake-server.ts';

const url = 'http://tower.example';
const answer = { accepted: 1, rejected: [], version: 1, written: 1, unchanged: 0, retired: 0 };
const line = { member: 'bob', actor: 'ada', features: { likes: 3 } };

describe('the features of a client', () => {
  test('happy: lines are pushed as NDJSON, and a full push says so in its query', async ({ expect }) => {
    const server = fakeServer(json(answer), json(answer), json(answer));
    const { features } = createTower({ url, key: 'k', ...server.options });
    expect(await features.put('affinity', [line, line])).toEqual(answer);
    await features.put('affinity', `${JSON.stringify(line)}\n`, { mode: 'full', push: 'monday', last: true });
    await features.put('affinity', [line], { mode: 'full', push: 'monday', last: false });
    expect(server.asked.map((asked) => [asked.method, asked.url])).toEqual([
      ['PUT', `${url}/v1/features/affinity`],
      ['PUT', `${url}/v1/features/affinity?mode=full&push=monday&last=true`],
      ['PUT', `${url}/v1/features/affinity?mode=full&push=monday&last=false`],
    ]);
    expect(server.asked[0]?.headers['content-type']).toBe('application/x-ndjson');
    expect(server.asked[0]?.body).toBe(`${JSON.stringify(line)}\n${JSON.stringify(line)}\n`);
  });

  test('happy: datasets are listed, read and removed', async ({ expect }) => {
    const entry = { dataset: 'affinity', version: 1, updatedAt: '2026-11-21T12:00:00.000Z', age: 5 };
    const view = { ...entry, members: 1, rows: 2, subjects: 3 };
    const server = fakeServer(json({ items: [entry], next: null }), json(view), new Response(null, { status: 204 }));
    const { features } = createTower({ url, key: 'k', ...server.options });
    expect(await features.list()).toEqual([entry]);
    expect(await features.get('affinity')).toEqual(view);
    await features.remove('affinity');
    expect(server.asked.map((asked) => [asked.method, asked.url])).toEqual([
      ['GET', `${url}/v1/features`],
      ['GET', `${url}/v1/features/affinity`],
      ['DELETE', `${url}/v1/features/affinity`],
    ]);
  });
});
