import type { Selector } from '../component.ts';
import { interrupts } from '../interrupts.ts';
import { silence } from '../volume/silence.ts';
import { isJudged } from './is-judged.ts';

/** Content that is worth showing and not worth ringing for goes to the timeline only. */
export const pushBar: Selector = {
  kind: 'selector',
  name: 'push-bar',
  select(of, { numbers: { utility }, reachable }, plan) {
    const pushBar = of.candidate.activity.policy.relevance?.pushBar;
    if (pushBar === undefined || utility === undefined || utility >= pushBar) return plan;
    if (!isJudged(of) || !interrupts(plan.channels)) return plan;
    // Nothing has narrowed the plan yet: a member who turned the timeline off has none.
    const channels = plan.channels.filter((channel) => channel !== 'in-app' || reachable.includes(channel));
    return silence({ ...plan, channels }, { by: 'push-bar', reason: 'below-push-bar' }, { pushBar });
  },
};
