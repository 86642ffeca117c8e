import type { Candidate } from '../contract/activity.ts';
import type { ChannelName } from '../contract/channel.ts';
import type { Decision, Outcome, Reason } from '../contract/decision.ts';
import type { MemberState } from './member-state.ts';

/** All that a component may look at. No clock, no randomness, no I/O: everything is in here. */
export interface Case {
  readonly candidate: Candidate;
  readonly member: MemberState;
  /** ms since the epoch */
  readonly now: number;
  /** Set when what was decided before is decided again. */
  readonly again?: Again;
}

/** Why a candidate is decided again, and what has become of it so far. */
export interface Again {
  /** Its hold ends, its delivery is about to go out, its digest does, or it is to ring once more. */
  readonly for: 'slot' | 'delivery' | 'digest' | 'reminder' | 'escalation';
  readonly shown: boolean;
  readonly seen: boolean;
  /** With a reminder or escalation: the channels that it is about. */
  readonly channels?: readonly ChannelName[];
  /** The numbers of its first decision: scores are not computed again. */
  readonly numbers?: Readonly<Record<string, number>>;
  /** The models that those are from: the one that decided, and one that scored beside it. */
  readonly model?: string;
  readonly beside?: string;
}

/** What hydrators know and scorers conclude of a case; read by selectors, recorded in the trace. */
export interface Features {
  /** Channels of the type that the member allows and can be reached on. */
  readonly reachable: readonly ChannelName[];
  /** What a model may use, by name; 0..1 unless the name says a unit. */
  readonly values: Readonly<Record<string, number>>;
  /** What the trace keeps. */
  readonly numbers: Readonly<Record<string, number>>;
}

/** The channels still in play while selectors narrow them down. */
export interface Plan {
  readonly channels: readonly ChannelName[];
  /** Ids of the devices left of the interrupting channels; all when absent. */
  readonly devices?: readonly string[];
  readonly numbers: Readonly<Record<string, number>>;
  /** Why a selector took the interrupting channels away: the reason of the decision when nothing stops it later. */
  readonly silenced?: Silenced;
}

/** The component that made a plan silent, and its reason. */
export interface Silenced {
  readonly by: string;
  readonly reason: Reason;
}

/** A component's word that ends the walk: the candidate's decision. */
export interface Stop {
  readonly outcome: Outcome;
  readonly reason: Reason;
  readonly numbers?: Readonly<Record<string, number>>;
  /** With `hold`: when to decide again, ms since the epoch. */
  readonly until?: number;
  /** With `merge`: the notification that it joins. */
  readonly into?: string;
  /** With `hold`: the digest that it waits for. */
  readonly digest?: string;
}

/** Go on or stop, for this member as a whole. */
export interface Gate {
  readonly kind: 'gate';
  readonly name: string;
  stop(of: Case): Stop | undefined;
}

/** Keeps a candidate or removes it with a reason. */
export interface Filter {
  readonly kind: 'filter';
  readonly name: string;
  remove(of: Case): Reason | undefined;
}

/** Adds what is known. */
export interface Hydrator {
  readonly kind: 'hydrator';
  readonly name: string;
  hydrate(of: Case, known: Features): Features;
}

/** Adds numbers; never drops. */
export interface Scorer {
  readonly kind: 'scorer';
  readonly name: string;
  score(of: Case, known: Features): Readonly<Record<string, number>>;
}

/** Chooses what, where and when: a narrower plan, or the end of the walk. */
export interface Selector {
  readonly kind: 'selector';
  readonly name: string;
  select(of: Case, known: Features, plan: Plan): Plan | Stop;
}

/** Has the last word on a decision that lets something live; drops never reach it. */
export interface Closer {
  readonly kind: 'closer';
  readonly name: string;
  /** What stops the candidate after all; undefined leaves the decision as it is. */
  close(of: Case, decision: Decision): Stop | undefined;
}

export type Component = Gate | Filter | Hydrator | Scorer | Selector | Closer;
