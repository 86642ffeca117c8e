import { StoredModel } from '../../src/contract/model.ts';
import { StoredType } from '../../src/contract/notification-type.ts';
import type { Policy } from '../../src/contract/policy.ts';
import { TenantSettings } from '../../src/contract/tenant.ts';
import { policyOf } from '../../src/ingest/policy.ts';

/** A type of the simulated year: how often it comes among a hundred candidates, and what it says about deciding. */
export interface YearType {
  readonly name: string;
  readonly share: number;
  readonly policy: Policy;
  /** Whether its events are about few items, so that they are one story with others. */
  readonly isStory: boolean;
  /** ms after which it is worth nothing */
  readonly lifetime: number | undefined;
}

const HOUR = 3_600;
const STORED = { version: 1, updatedAt: '2026-11-18T13:00:00Z' };
const SETTINGS = TenantSettings.parse({});
const MODEL = StoredModel.parse({
  ...STORED,
  name: 'job-response',
  kind: 'logistic',
  open: { intercept: -1.5, weights: { 'item.fit': 3, 'type.opened.30d': 0.05, 'actor.dismissed.90d': -0.5 } },
  disable: { intercept: -6, weights: {} },
});

/** One of each way through the pipeline. */
export const YEAR_TYPES: readonly YearType[] = [
  yearType(8, { name: 'message.received', class: 'transactional' }),
  yearType(2, { name: 'task.assigned', class: 'transactional', remind: { after: 3 * HOUR } }),
  yearType(30, { name: 'photo.liked', collapse: {} }),
  yearType(20, { name: 'group.news', digest: { window: { schedule: 'daily' }, minimum: 2 } }),
  yearType(25, { name: 'post.published', caps: { perDay: 3 }, expiresIn: 48 * HOUR }),
  yearType(10, { name: 'job.posted', model: MODEL.name, floor: 0.05, pushBar: 0.3 }),
  yearType(5, { name: 'event.near', timing: 'best', expiresIn: 24 * HOUR }),
];

function yearType(share: number, declared: Record<string, unknown>): YearType {
  const template = { title: '{{actor}} has news' };
  const type = StoredType.parse({ ...STORED, class: 'content', template, ...declared });
  const policy = policyOf(type, SETTINGS, type.model === undefined ? {} : { model: MODEL });
  const lifetime = type.expiresIn === undefined ? undefined : type.expiresIn * 1_000;
  return { name: type.name, share, policy, isStory: type.collapse !== undefined, lifetime };
}
