import { describe, test } from 'vitest';
import { offerTo } from '../../src/member/offer-to.ts';
import { candidateAt, freshMember, idAt, NOON, TIMELINE_ONLY } from './world.ts';

describe('whether it was opened, in the trace', () => {
  test('happy: what was opened, and what was shown and was not', async ({ expect }) => {
    const member = freshMember();
    await offerTo(member, [candidateAt(NOON, TIMELINE_ONLY), candidateAt(NOON + 1, TIMELINE_ONLY)], NOON + 1, false);
    await member.engage([{ action: 'click', notification: idAt(NOON) }], NOON + 2);
    expect((await member.decisions(9)).items.map(({ event, opened }) => [event, opened])).toEqual([
      [idAt(NOON + 1), false],
      [idAt(NOON), true],
    ]);
  });

  test('edge: to read it is to open it, to dismiss it is not', async ({ expect }) => {
    const member = freshMember();
    await offerTo(member, [candidateAt(NOON, TIMELINE_ONLY), candidateAt(NOON + 1, TIMELINE_ONLY)], NOON + 1, false);
    await member.markRead({ ids: [idAt(NOON)] }, NOON + 2);
    await member.engage([{ action: 'dismiss', notification: idAt(NOON + 1) }], NOON + 2);
    expect((await member.decisions(9)).items.map(({ opened }) => opened)).toEqual([false, true]);
  });

  test('refusal: of what was dropped there is nothing to tell', async ({ expect }) => {
    const member = freshMember();
    await offerTo(member, [candidateAt(NOON, {}, { actor: 'bob' })], NOON, false);
    const [dropped] = (await member.decisions(9)).items;
    expect(dropped).toMatchObject({ outcome: 'drop' });
    expect(dropped).not.toHaveProperty('opened');
  });
});
