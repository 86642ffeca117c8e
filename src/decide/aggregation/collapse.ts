import type { Selector } from '../component.ts';
import { interrupts } from '../interrupts.ts';
import type { PastNotification } from '../member-state.ts';
import { actorsOf, groupMembers, leadsOf } from './group.ts';

/**
 * Merges what is the same story as a notification that the member has not seen yet ("Ada and 12 others"), within the
 * `collapse.window` of its type (24 h by default) from when that one arrived. Comes before volume: what merges rings
 * nothing. `numbers.count` is how many actors the group has, this one included.
 */
export const collapse: Selector = {
  kind: 'selector',
  name: 'collapse',
  select({ candidate: { activity }, member, now, again }, _known, plan) {
    const { id, type, group, policy } = activity;
    if (again || group === undefined || !policy.collapse) return plan;
    const since = now - policy.collapse.window;
    const { history } = member.past;
    const lead = leadsOf(history, type, group).find((row) => row.id !== id && row.at > since && isOpen(row));
    if (!lead) return plan;
    const { count } = actorsOf([{ actor: activity.actor ?? null }, ...groupMembers(history, lead.id)]);
    return { outcome: 'merge', reason: 'collapsed', into: lead.id, numbers: { count } };
  },
};

/** Something the member can still come across, and has not. */
function isOpen({ outcome, shown, channels, seen }: PastNotification): boolean {
  return (outcome === 'send' || outcome === 'hold') && (shown || interrupts(channels)) && !seen;
}
