import type { Decision } from '../contract/decision.ts';
import type { Case, Component, Features, Plan, Stop } from './component.ts';
import { interrupts } from './interrupts.ts';
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
    decision.outcome === 'send' && of.candidate.activity.policy.class === 'content' && interrupts(decision.channels)
  );
}

function decide(pipeline: readonly Component[], of: Case): Decision {
  let decision = walk(pipeline, of);
  for (const component of pipeline) {
    if (decision.outcome === 'drop') break;
    if (component.kind !== 'closer') continue;
    const stop = component.close(of, decision);
    if (stop) decision = stopped(of, component.name, stop, decision.numbers, []);
  }
  return decision;
}

function walk(pipeline: readonly Component[], of: Case): Decision {
  let known: Features = { reachable: [], numbers: {} };
  let plan: Plan = { channels: of.candidate.activity.policy.channels, numbers: {} };
  const end = (by: string, stop: Stop) => stopped(of, by, stop, { ...known.numbers, ...plan.numbers }, plan.channels);
  for (const component of pipeline) {
    switch (component.kind) {
      case 'gate': {
        const stop = component.stop(of);
        if (stop) return end(component.name, stop);
        break;
      }
      case 'filter': {
        const reason = component.remove(of);
        if (reason) return end(component.name, { outcome: 'drop', reason });
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
        if ('outcome' in next) return end(component.name, next);
        plan = next;
        break;
      }
      case 'closer':
        break;
    }
  }
  return sent(known, plan);
}

/** Nothing stopped it: it goes out on the channels left. A held one that is shown already is not shown twice. */
function sent(known: Features, { channels, numbers, silenced }: Plan): Decision {
  const why = interrupts(channels) ? undefined : silenced;
  return {
    outcome: 'send',
    by: why?.by ?? 'delivery',
    reason: why?.reason ?? (interrupts(channels) ? 'interrupt' : 'timeline'),
    numbers: { ...known.numbers, ...numbers },
    channels,
  };
}

/** A held interruption does not hide the timeline entry, and one that ends without ringing has still been shown. */
function stopped(
  of: Case,
  by: string,
  { outcome, reason, numbers: own, until }: Stop,
  known: Decision['numbers'],
  planned: Decision['channels'],
): Decision {
  const numbers = { ...known, ...own };
  if (outcome === 'drop' && of.again?.shown) return { outcome: 'send', by, reason, numbers, channels: ['in-app'] };
  const inApp = outcome === 'hold' && (planned.includes('in-app') || of.again?.shown === true);
  return { outcome, by, reason, numbers, channels: inApp ? ['in-app'] : [], ...(until === undefined ? {} : { until }) };
}
