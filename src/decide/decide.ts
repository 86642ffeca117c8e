import type { Decision } from '../contract/decision.ts';
import type { Case, Component, Features, Plan, Stop } from './component.ts';
import { afterInterruption, type MemberState } from './member-state.ts';

/** A case and the one decision it ends in. */
export interface Decided {
  readonly of: Case;
  readonly decision: Decision;
}

/**
 * Walks each candidate of one member through the pipeline, in order; what is sent to one counts for the next.
 *
 * Pure: the same member, cases, time and pipeline always give the same decisions.
 */
export function decideAll(
  pipeline: readonly Component[],
  member: MemberState,
  cases: readonly Omit<Case, 'member'>[],
): Decided[] {
  let current = member;
  return cases.map((each) => {
    const of: Case = { ...each, member: current };
    const decision = decide(pipeline, of);
    if (countsAsInterruption(of, decision)) {
      current = afterInterruption(current, { at: of.now, type: of.candidate.activity.type });
    }
    return { of, decision };
  });
}

/** Whether a decision uses up a member's caps: content that rings somewhere. */
export function countsAsInterruption(of: Case, decision: Decision): boolean {
  return (
    decision.outcome === 'send' &&
    of.candidate.activity.policy.class === 'content' &&
    decision.channels.some((channel) => channel !== 'in-app')
  );
}

function decide(pipeline: readonly Component[], of: Case): Decision {
  let known: Features = { reachable: [], numbers: {} };
  let plan: Plan = { channels: of.candidate.activity.policy.channels, numbers: {} };
  for (const component of pipeline) {
    switch (component.kind) {
      case 'gate': {
        const stop = component.stop(of);
        if (stop) return stopped(of, component.name, stop, known, plan);
        break;
      }
      case 'filter': {
        const reason = component.remove(of);
        if (reason) return stopped(of, component.name, { outcome: 'drop', reason }, known, plan);
        break;
      }
      case 'hydrator':
        known = component.hydrate(of, known);
        break;
      case 'scorer':
        known = { ...known, numbers: { ...known.numbers, ...component.score(of, known) } };
        break;
      case 'selector': {
        const next = component.select(of, known, plan);
        if ('outcome' in next) return stopped(of, component.name, next, known, plan);
        plan = next;
        break;
      }
    }
  }
  const interrupts = plan.channels.some((channel) => channel !== 'in-app');
  return {
    outcome: 'send',
    by: 'delivery',
    reason: interrupts ? 'interrupt' : 'timeline',
    numbers: { ...known.numbers, ...plan.numbers },
    // What is in the timeline already is not put there a second time, but it stays one of its channels.
    channels: plan.channels,
  };
}

/** A held interruption does not hide the timeline entry, and one that ends without ringing has still been shown. */
function stopped(of: Case, by: string, stop: Stop, known: Features, plan: Plan): Decision {
  const numbers = { ...known.numbers, ...plan.numbers, ...stop.numbers };
  if (stop.outcome === 'drop' && of.again?.shown) {
    return { outcome: 'send', by, reason: stop.reason, numbers, channels: ['in-app'] };
  }
  const inApp = stop.outcome === 'hold' && plan.channels.includes('in-app');
  return {
    outcome: stop.outcome,
    by,
    reason: stop.reason,
    numbers,
    channels: inApp ? ['in-app'] : [],
    ...(stop.until === undefined ? {} : { until: stop.until }),
  };
}
