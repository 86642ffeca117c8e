import { describe, test } from 'vitest';
import type { Content } from '../../src/contract/activity.ts';
import type { Policy } from '../../src/contract/policy.ts';
import { offerTo } from '../../src/member/offer-to.ts';
import { candidateAt, DAY, freshMember, idAt, NOON } from '../member/world.ts';

const BY_EMAIL: Partial<Policy> = { class: 'transactional', channels: ['in-app', 'email', 'sms'] };
const email = { subject: 'Subject', html: '<p>{{["time",1794000000000]}}</p>' };
const content: Content = {
  ...{ title: 'Title', body: 'Body', url: '/x', email, sms: 'Short' },
  locales: { de: { title: 'Titel', body: '', email: { subject: 'Betreff' } } },
};

async function ada(locale?: string) {
  const member = freshMember();
  await member.putProfile({ email: 'ada@example.com', phone: '+15551234567', ...(locale ? { locale } : {}) }, NOON);
  return member;
}

describe('what an email of a member says', () => {
  test('happy: the texts of its type, filled in, in the language of the member', async ({ expect }) => {
    const { due } = await offerTo(await ada(), [candidateAt(NOON, BY_EMAIL, { content })], NOON, false);
    const html = expect.stringMatching(/^<p>\d+:\d\d[^{}]*<\/p>$/);
    expect(due.map(({ message: { email, sms } }) => ({ email, sms }))).toEqual([
      { email: { subject: 'Subject', html }, sms: undefined },
      { email: undefined, sms: 'Short' },
    ]);
    const german = await offerTo(await ada('de-AT'), [candidateAt(NOON, BY_EMAIL, { content })], NOON, false);
    expect(german.due[0]?.message).toMatchObject({ title: 'Titel', locale: 'de', email: { subject: 'Betreff' } });
    expect(german.due[0]?.message).not.toHaveProperty('sms');
  });

  test('edge: a group says what all of it says, and the timeline has no emails', async ({ expect }) => {
    const member = await ada();
    const policy = { ...BY_EMAIL, collapse: { window: DAY } };
    const many = { title: '{{count}} wrote', body: '' };
    const of = (at: number, actor: string) =>
      candidateAt(at, policy, { actor, item: 'photo', group: 'photo', content: { ...content, many } });
    await offerTo(member, [of(NOON, 'dan')], NOON, false);
    await offerTo(member, [of(NOON + 1, 'cleo')], NOON + 1, false);
    const [delivery] = await member.take([idAt(NOON)], NOON + 2);
    expect(delivery?.message).toMatchObject({ title: '2 wrote' });
    expect(delivery?.message).not.toHaveProperty('email');
    expect(delivery?.message).not.toHaveProperty('sms');
    const { items } = await member.timeline({ limit: 9, archived: 'include' });
    expect(items[0]).not.toHaveProperty('email');
    expect(items[0]).not.toHaveProperty('sms');
  });
});
