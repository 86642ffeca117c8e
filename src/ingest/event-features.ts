import type { Activity } from '../contract/activity.ts';
import type { CloudEvent } from '../contract/event.ts';
import type { StoredType } from '../contract/notification-type.ts';
import { valueAt } from './value-at.ts';

/**
 * Numbers of an event, named as models know them: `item.NAME` for those that the item brings, `event.NAME` for those
 * that its type takes from where it says. True is 1 and false 0; what is not there, or no number, is missing.
 */
export function eventFeatures(
  { data: { item, payload } }: CloudEvent,
  type: StoredType,
): Activity['features'] | undefined {
  const brought = Object.entries(item?.features ?? {}).map(([name, value]) => [`item.${name}`, value] as const);
  const taken = Object.entries(type.features ?? {}).map(
    ([name, path]) => [`event.${name}`, numberOf(valueAt({ item, payload }, path.split('.')))] as const,
  );
  const numbers = [...brought, ...taken].filter(([, value]) => Number.isFinite(value));
  return numbers.length === 0 ? undefined : (Object.fromEntries(numbers) as Record<string, number>);
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'number' ? value : undefined;
}
