import type { AudiencePreview, Predicate } from '../contract/predicate.ts';
import type { Transport } from './transport.ts';

/** Derived audiences: members who were told to be so. Needs scope `graph`. */
export interface Audiences {
  /** How many members match now, exactly, and up to 20 of them. Sends nothing. */
  readonly preview: (where: Predicate) => Promise<AudiencePreview>;
}

/** The audiences of the tenant whose key the transport carries. */
export function audiencesOf(transport: Transport): Audiences {
  return {
    preview: (where) =>
      transport.send({ method: 'POST', path: '/v1/audiences/preview', body: { where }, repeatable: true }),
  };
}
