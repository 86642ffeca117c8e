import type { WebhookState } from '../contract/webhook.ts';

/** What became of telling a server something. */
export type Told =
  /** It answered 2xx. */
  | { readonly kind: 'told' }
  /** It did not, and may do so later. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** It does not want to be told anything any more (410). */
  | { readonly kind: 'gone' };

/** ms that a server may fail, with no success in between, before it is told nothing any more. */
export const FAILS_FOR = 3 * 86_400_000;

/** How a webhook stands after it was told something; the same object when that changes nothing. `now` in ms. */
export function stateAfter(state: WebhookState, told: Told, now: number): WebhookState {
  if (state.disabled !== undefined) return state;
  const { failingSince, ...rest } = state;
  switch (told.kind) {
    case 'told':
      return failingSince === undefined ? state : rest;
    case 'gone':
      return { ...state, disabled: 'http-410: it is gone' };
    case 'failed':
      if (failingSince === undefined) return { ...state, failingSince: now };
      if (now - failingSince < FAILS_FOR) return state;
      return { ...state, disabled: `failed for ${FAILS_FOR / 86_400_000} days: ${told.reason}`.slice(0, 300) };
  }
}

/** A webhook that is put again is on again, and what it failed at is forgotten. */
export function turnedOn({ failingSince: _, disabled: _off, ...rest }: WebhookState): WebhookState {
  return rest;
}
