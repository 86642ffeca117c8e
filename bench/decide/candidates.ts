import type { Candidate } from '../../src/contract/activity.ts';
import { StoredModel } from '../../src/contract/model.ts';
import { StoredType } from '../../src/contract/notification-type.ts';
import { TenantSettings } from '../../src/contract/tenant.ts';
import { policyOf } from '../../src/ingest/policy.ts';
import { eventId } from '../../src/platform/event-id.ts';
import { NOW, TYPES } from './member.ts';

/** What a type of content declares when it declares next to nothing; the tenant declares nothing at all. */
const ORDINARY = { class: 'content', template: { title: '{{actor}} has news' }, caps: { perDay: 3 } };
const NO_SETTINGS = TenantSettings.parse({});
const AT = new Date(NOW).toISOString();

const MODEL = StoredModel.parse({
  name: 'response',
  version: 1,
  updatedAt: AT,
  kind: 'logistic',
  open: {
    intercept: -1,
    weights: {
      'type.opened.30d': 0.05,
      'type.dismissed.30d': -0.1,
      'actor.opened.90d': 0.2,
      'member.opened.7d': 0.01,
      'edge.strength': 1,
      'item.likes': 0.01,
    },
  },
  disable: { intercept: -7, weights: { 'type.dismissed.30d': 0.2 } },
});

/** Ordinary content: a cap of its type, the tenant's defaults for caps, spacing, fatigue and the introduction of new members. */
export function ordinaryCandidate(sequence: number): Candidate {
  return candidateOf(sequence, {});
}

/** The same, scored by a logistic model, with a floor and a bar for ringing. */
export function scoredCandidate(sequence: number): Candidate {
  return candidateOf(sequence, { model: MODEL.name, floor: -10, pushBar: -5 });
}

function candidateOf(sequence: number, declared: Partial<StoredType>): Candidate {
  const name = TYPES[sequence % TYPES.length] ?? '';
  const type = StoredType.parse({ ...ORDINARY, ...declared, name, version: 1, updatedAt: AT });
  return {
    activity: {
      id: eventId(NOW, sequence.toString(32).toUpperCase().padStart(16, '0')),
      type: name,
      actor: `actor-${sequence % 60}`,
      item: `fresh-${sequence % 100}`,
      features: { 'item.likes': sequence % 50 },
      content: { title: 'Ada has news', body: 'What a day for a picnic', url: 'https://example.com/posts/1' },
      policy: policyOf(type, NO_SETTINGS, type.model === undefined ? {} : { model: MODEL }),
    },
    edges: [{ node: `actor-${sequence % 60}`, kind: 'follow', strength: 0.5 }],
  };
}
