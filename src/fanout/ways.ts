import type { Recipients, Way } from '../contract/activity.ts';

/** The ways that lead to the recipients; a list has none. */
export function waysOf(recipients: Recipients): readonly Way[] {
  if (recipients.kind === 'list') return [];
  return 'ways' in recipients ? recipients.ways : [{ node: recipients.node }];
}
