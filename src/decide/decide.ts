import type { Decision, Reason } from '../contract/decision.ts';
import type { Case, Component, Features, Plan, Stop } from './component.ts';
import { interrupts } from './interrupts.ts';
import {
  afterInterruption,
  afterNotification,
  type Interruption,
  type MemberState,
  type PastNotification,
} from './member-state.ts';

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
  return cases.map((each, index) => {
    const of: Case = { ...each, member: current };
    const decision = decide(pipeline, of);
    if (index < cases.length - 1) current = after(of, decision);
    return { of, decision };
  });
}

/** The member as the next candidate finds them. */
function after(of: Case, decision: Decision): MemberState {
  const rang = countsAsInterruption(of, decision)
    ? afterInterruption(of.member, interruptionOf(of, decision))
    : of.member;
  return of.again || decision.outcome === 'drop' ? rang : afterNotification(rang, notificationOf(of, decision));
}

/** What a decision that rings adds to the member's interruptions. */
export function interruptionOf({ candidate, now }: Case, { channels }: Decision): Interruption {
  return { at: now, type: candidate.activity.type, channels };
}

/** A candidate that lives, as the next one of the same offer finds it in the history. */
function notificationOf(of: Case, decision: Decision): PastNotification {
  const { id, type, actor, item, group } = of.candidate.activity;
  return {
    id,
    at: of.now,
    type,
    actor: actor ?? null,
    item: item ?? null,
    outcome: decision.outcome,
    channels: decision.channels,
    group: group ?? null,
    into: decision.into ?? null,
    digest: decision.digest ?? null,
    dueAt: decision.until ?? null,
    interruptedAt: countsAsInterruption(of, decision) ? of.now : null,
    shown: decision.channels.includes('in-app'),
    seen: false,
    read: false,
  };
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
  return { ...decision, ...scoredBy(of, decision) };
}

/** Whose scores a decision has, and who scored beside: those of the first decision, when it is not the first. */
function scoredBy({ candidate, again }: Case, { numbers }: Decision): Pick<Decision, 'model' | 'beside'> {
  if (numbers.pOpen === undefined) return {};
  if (again?.numbers?.pOpen !== undefined) return named(again.model, again.beside);
  const { model, challenger } = candidate.activity.policy;
  const [deciding, other] = numbers.challenger === 1 ? [challenger?.model, model] : [model, challenger?.model];
  return named(deciding && `${deciding.name}@${deciding.version}`, other && `${other.name}@${other.version}`);
}

function named(model: string | undefined, beside: string | undefined): Pick<Decision, 'model' | 'beside'> {
  return { ...(model === undefined ? {} : { model }), ...(beside === undefined ? {} : { beside }) };
}

function walk(pipeline: readonly Component[], of: Case): Decision {
  let known: Features = { reachable: [], values: {}, numbers: {} };
  let plan: Plan = { channels: of.again?.channels ?? of.candidate.activity.policy.channels, numbers: {} };
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
  return sent(of, known, plan);
}

/** Nothing stopped it: it goes out on the channels left. A held one that is shown already is not shown twice. */
function sent(of: Case, known: Features, { channels, devices, numbers, silenced }: Plan): Decision {
  const rings = interrupts(channels);
  const why = rings ? undefined : silenced;
  return {
    outcome: 'send',
    by: why?.by ?? 'delivery',
    reason: why?.reason ?? (rings ? ringReason(of) : 'timeline'),
    numbers: { ...known.numbers, ...numbers },
    channels,
    ...(devices === undefined || !rings ? {} : { devices }),
  };
}

/** Why it rings: for itself, or once more for what the member has not seen. */
function ringReason({ again }: Case): Reason {
  return again?.for === 'reminder' || again?.for === 'escalation' ? again.for : 'interrupt';
}

/** A held interruption does not hide the timeline entry, and one that ends without ringing has still been shown. */
function stopped(
  of: Case,
  by: string,
  { outcome, reason, numbers: own, until, into, digest }: Stop,
  known: Decision['numbers'],
  planned: Decision['channels'],
): Decision {
  const numbers = { ...known, ...own };
  if (outcome === 'drop' && of.again?.shown) return { outcome: 'send', by, reason, numbers, channels: ['in-app'] };
  const inApp = outcome === 'hold' && (planned.includes('in-app') || of.again?.shown === true);
  return {
    outcome,
    by,
    reason,
    numbers,
    channels: inApp ? ['in-app'] : [],
    ...(until === undefined ? {} : { until }),
    ...(into === undefined ? {} : { into }),
    ...(digest === undefined ? {} : { digest }),
  };
}
