import type { CloudEvent } from '../../src/contract/event.ts';
import { type StoredType, TypeDefinition } from '../../src/contract/notification-type.ts';
import { TenantSettings } from '../../src/contract/tenant.ts';

/** A type as the registry gives it. */
export function aType(more: Readonly<Record<string, unknown>> = {}): StoredType {
  const definition = TypeDefinition.parse({ class: 'content', template: { title: 'Hello' }, ...more });
  return { ...definition, name: 'post', version: 3, updatedAt: '2026-11-21T00:00:00.000Z' };
}

export function anEvent(more: Partial<CloudEvent> = {}): CloudEvent {
  return { id: '1', source: 'test', type: 'post', data: { recipients: ['ada'] }, ...more };
}

export const settings = TenantSettings.parse({});
