import { afterAll, beforeAll, describe, test } from 'vitest';
import { checkSlackAddress } from '../../src/channels/slack/address.ts';
import { sendSlack } from '../../src/channels/slack/send.ts';
import { type InsideServer, insideServer } from '../support/inside-server.ts';
import { around, aSlackDelivery } from './slack-samples.ts';
import { TRICKS, trickOf } from './ssrf-tricks.ts';

let inside: InsideServer;

beforeAll(async () => {
  inside = await insideServer();
});
afterAll(() => inside.close());

/** Public names that look like another one are public names: who lists all of them has them all. */
const INWARD = TRICKS.filter(([trick]) => !trick.startsWith('a look-alike'));

describe('an incoming webhook that is none', () => {
  test.for(TRICKS)('%s: %j is neither stored nor posted to', async ([, template], { expect }) => {
    const address = trickOf(template, inside.port, 'hooks.slack.com');
    expect(checkSlackAddress(address, { hosts: [], allow: '' })).toMatchObject({ ok: false });
    expect(await sendSlack(aSlackDelivery(address), around(''))).toEqual({
      kind: 'refused',
      reason: expect.stringMatching(/^url must/),
    });
    expect(inside.connections()).toBe(0);
  });

  test.for(INWARD)(
    '%s: %j is none for a tenant either that takes every public name',
    async ([, template], { expect }) => {
      const address = trickOf(template, inside.port, 'hooks.example.com');
      const outcome = await sendSlack(aSlackDelivery(address), around('', { hosts: ['*'] }));
      expect(outcome).toMatchObject({ kind: 'refused', reason: expect.stringMatching(/^url must/) });
      expect(inside.connections()).toBe(0);
    },
  );

  test.for([
    ['https://hooks.slack.com/services/T0/B0/x', true],
    ['https://hooks.slack-gov.com/services/T0/B0/x', true],
    ['https://slack.com/services/T0/B0/x', false],
    ['http://hooks.slack.com/services/T0/B0/x', false],
    ['https://chat.example.com/hooks/x', true],
    ['https://other.example.com/hooks/x', false],
  ] as const)('%s is taken: %j', ([address, isTaken], { expect }) => {
    expect(checkSlackAddress(address, { hosts: ['chat.example.com'], allow: '' }).ok).toBe(isTaken);
  });

  test('the listener of this test is there: a host that is allowed is connected to', async ({ expect }) => {
    const outcome = await sendSlack(
      aSlackDelivery(`http://127.0.0.1:${inside.port}/`),
      around(`127.0.0.1:${inside.port}`),
    );
    expect(outcome).toMatchObject({ kind: 'later' });
    expect(inside.connections()).toBeGreaterThan(0);
  });
});
