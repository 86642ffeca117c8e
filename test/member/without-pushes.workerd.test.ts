import { describe, test } from 'vitest';
import { offerTo } from '../../src/member/offer-to.ts';
import { browser, candidateAt, freshMember, idAt, NOON, ringAt } from './world.ts';

const id = idAt(NOON);
const MINUTE = 60_000;

describe('a push beside an email', () => {
  test('is not handed to the deliver lane while whoever made it sends it, and comes by the alarm when it died', async ({
    expect,
  }) => {
    const member = freshMember();
    await member.putProfile({ email: 'ada@example.com' }, NOON);
    await member.registerDevice(browser(1));
    const { due } = await offerTo(
      member,
      [candidateAt(NOON, { channels: ['in-app', 'web-push', 'email'] })],
      NOON,
      true,
    );
    expect(due.map(({ channel }) => channel).sort()).toEqual(['email', 'web-push']);
    const inLane = await member.take([id], NOON + 1, true);
    expect(inLane.map(({ channel }) => channel)).toEqual(['email']);
    // Nobody settles either: the lease ends.
    const later = NOON + 11 * MINUTE;
    expect(await ringAt(member, later)).toMatchObject({ sent: [id] });
    const again = await member.take([id], later);
    expect(again.map(({ channel }) => channel).sort()).toEqual(['email', 'web-push']);
  });
});
