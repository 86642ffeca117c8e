import type { Case, Plan, Selector } from '../component.ts';
import { channelSetting } from '../identity/channel-setting.ts';
import { interrupts } from '../interrupts.ts';
import type { PastNotification } from '../member-state.ts';
import { askedDigest, type DigestRule, typeDigest } from './digest-rule.ts';
import { digestDue } from './digest-window.ts';

/**
 * Holds content that comes in a digest until the digest does; its timeline entry is there at once. A type asks for one
 * on all its channels, a member on the channels they set to `digest`; the member's word says when. What can still ring
 * elsewhere rings there. `numbers.count` is how many items the digest has with this one; with `flushAt` of them it
 * is due now.
 */
export const digest: Selector = {
  kind: 'selector',
  name: 'digest',
  select(of, _known, plan) {
    if (of.candidate.activity.policy.class !== 'content' || of.again || !interrupts(plan.channels)) return plan;
    const asked = plan.channels.filter((channel) => channel !== 'in-app' && channelSetting(of, channel) === 'digest');
    const ofType = typeDigest(of);
    const rule = asked.length > 0 ? askedDigest(of) : ofType;
    if (!rule) return plan;
    const left = plan.channels.filter((channel) => channel === 'in-app' || (!ofType && !asked.includes(channel)));
    if (interrupts(left)) return { ...plan, channels: left } satisfies Plan;
    const waiting = waitingFor(rule.key, of);
    const numbers = { count: waiting.length + 1 };
    return { outcome: 'hold', reason: 'digest', digest: rule.key, until: until(rule, waiting, of), numbers };
  },
};

/** What waits in a digest already. What was seen meanwhile is about to leave it. */
function waitingFor(key: string, { candidate, member }: Case): PastNotification[] {
  return member.past.history.filter(
    (row) => row.digest === key && row.outcome === 'hold' && !row.seen && row.id !== candidate.activity.id,
  );
}

function until(rule: DigestRule, waiting: readonly PastNotification[], { member, now }: Case): number {
  if (rule.flushAt !== undefined && waiting.length + 1 >= rule.flushAt) return now;
  const firstAt = Math.min(now, ...waiting.map(({ at }) => at));
  const due = digestDue(rule, firstAt, now, now, member.timezone);
  if (due > now) return due;
  // The window is over and the others still wait: they were carried into the next one, or are held. It goes with them.
  const next = waiting.flatMap(({ dueAt }) => (dueAt !== null && dueAt > now ? [dueAt] : []));
  return next.length > 0 ? Math.min(...next) : now;
}
