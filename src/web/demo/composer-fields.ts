import type { CloudEvent } from '../../contract/event.ts';
import type { Problem } from '../../contract/problem.ts';

/** What the form of the composer holds. */
export interface ComposerFields {
  readonly actor: string;
  readonly type: string;
  readonly text: string;
  /** Id of what it is about; empty for something new. */
  readonly item: string;
  readonly to: 'followers' | 'named';
  /** Ids separated by commas: an id may hold a space, but is rarely one with a comma. */
  readonly recipients: string;
}

export type ComposerField = 'actor' | 'type' | 'text' | 'item' | 'recipients';

const PATHS: Readonly<Record<ComposerField, string>> = {
  actor: 'data.actor',
  type: 'type',
  text: 'data.payload',
  item: 'data.item',
  recipients: 'data.recipients',
};

/** The CloudEvent of a filled-in form; `id` makes it a new one, and is shared by the event and an item that is new. */
export function composedEvent(fields: ComposerFields, id: string): CloudEvent {
  const audience =
    fields.to === 'followers' ? { audience: { of: fields.actor } } : { recipients: recipientsOf(fields.recipients) };
  return {
    specversion: '1.0',
    id,
    source: '/demo-page',
    type: fields.type,
    data: { actor: fields.actor, item: { id: fields.item.trim() || id }, payload: { text: fields.text }, ...audience },
  };
}

/** The named people, each once. */
export function recipientsOf(text: string): string[] {
  return [...new Set(text.split(',').map((id) => id.trim()))].filter((id) => id !== '');
}

/** What a refusal says about one field, to be shown next to it. */
export function faultOf(problem: Problem | undefined, field: ComposerField): string | undefined {
  const path = PATHS[field];
  return problem?.errors?.find((error) => error.path === path || error.path.startsWith(`${path}.`))?.message;
}

/** A problem without the faults that are shown next to their fields. */
export function restOf(problem: Problem | undefined): Problem | undefined {
  if (!problem?.errors) return problem;
  const paths = Object.values(PATHS);
  const errors = problem.errors.filter(({ path }) => !paths.some((own) => path === own || path.startsWith(`${own}.`)));
  return errors.length === problem.errors.length ? problem : { ...problem, errors, detail: 'See the marked fields.' };
}
