import type { DigestWindow } from '../contract/aggregation.ts';
import type { TypeDefinition } from '../contract/notification-type.ts';
import type { FieldError } from '../contract/problem.ts';
import { checkEnricherUrl } from './enricher-url.ts';

/** What a type may refer to beyond itself. */
export interface TypeSurroundings {
  /** Whether the model that it names is registered; true when it names none. */
  readonly isModelKnown: boolean;
  /** The same of its challenger. */
  readonly isChallengerKnown: boolean;
  /** `enricherHosts` of the tenant. */
  readonly enricherHosts: readonly string[];
  /** TOWER_PUSH_ALLOW: see `checkEnricherUrl`. */
  readonly allow: string;
}

/** What is wrong with a type whose fields are each sound but do not go together, each fault by the field to mend. */
export function typeFaults(type: TypeDefinition, around: TypeSurroundings): FieldError[] {
  return [
    ...relevanceFaults(type, around),
    ...challengerFaults(type, around),
    ...digestFaults(type),
    ...followUpFaults(type),
    ...enricherFaults(type, around),
  ];
}

function relevanceFaults({ floor, pushBar, model }: TypeDefinition, { isModelKnown }: TypeSurroundings): FieldError[] {
  return [
    ...faultIf(!isModelKnown, 'model', `register the model first: PUT /v1/models/${model}`),
    ...faultIf(floor !== undefined && pushBar !== undefined && pushBar < floor, 'pushBar', 'must not be below `floor`'),
  ];
}

function challengerFaults({ model, challenger }: TypeDefinition, around: TypeSurroundings): FieldError[] {
  if (!challenger) return [];
  const register = `register the model first: PUT /v1/models/${challenger.model}`;
  return [
    ...faultIf(model === undefined, 'challenger', 'needs a `model` that it is compared with'),
    ...faultIf(challenger.model === model, 'challenger.model', 'must be another model than `model`'),
    ...faultIf(!around.isChallengerKnown, 'challenger.model', register),
  ];
}

function digestFaults({ class: kind, category, digest }: TypeDefinition): FieldError[] {
  if (!digest) return [];
  return [
    ...faultIf(kind === 'transactional', 'digest', 'is for content: what is transactional never waits for a digest'),
    ...faultIf(digest.by === 'category' && category === undefined, 'category', 'is needed for a digest by category'),
    ...faultIf(isLongerThanItsMost(digest.window), 'digest.window.most', 'must not be shorter than `sliding`'),
  ];
}

function isLongerThanItsMost(window: DigestWindow): boolean {
  return 'sliding' in window && window.sliding > window.most;
}

function followUpFaults({ channels, remind, escalate = [] }: TypeDefinition): FieldError[] {
  const known = 'must be one of the type’s `channels`';
  return [
    ...faultIf(remind?.channel !== undefined && !channels.includes(remind.channel), 'remind.channel', known),
    ...escalate.flatMap(({ channel, after }, index) => {
      const before = escalate[index - 1];
      const at = `escalate.${index}`;
      const isTwice = escalate.findIndex((each) => each.channel === channel) < index;
      return [
        ...faultIf(!channels.includes(channel), `${at}.channel`, known),
        ...faultIf(isTwice, `${at}.channel`, 'is a step already'),
        ...faultIf(!before && after !== undefined, `${at}.after`, 'the first step goes at once: leave it out'),
        ...faultIf(!!before && after === undefined, `${at}.after`, 'say how many seconds after the first step'),
        ...faultIf(
          after !== undefined && after < (before?.after ?? 0),
          `${at}.after`,
          'must not be before the last step',
        ),
      ];
    }),
  ];
}

function enricherFaults({ enrichers = [] }: TypeDefinition, around: TypeSurroundings): FieldError[] {
  return enrichers.flatMap(({ name, url }, index) => {
    const checked = checkEnricherUrl(url, around.enricherHosts, around.allow);
    const isTwice = enrichers.findIndex((each) => each.name === name) < index;
    return [
      ...faultIf(isTwice, `enrichers.${index}.name`, 'is the name of another one'),
      ...(checked.ok ? [] : [{ path: `enrichers.${index}.url`, message: checked.message }]),
    ];
  });
}

function faultIf(isWrong: boolean, path: string, message: string): FieldError[] {
  return isWrong ? [{ path, message }] : [];
}
