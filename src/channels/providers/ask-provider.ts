import type { AddressedDelivery, DeliveryOutcome } from '../../contract/delivery.ts';
import type { Environment } from '../../platform/environment.ts';
import { objectName } from '../../platform/names.ts';
import type { Stubs } from '../../platform/stubs.ts';
import { openedProvider, type Provider } from '../../registry/providers.ts';
import { suppressGone } from '../suppressed.ts';
import type { Surroundings } from '../surroundings.ts';
import { turnOffIfFailing, turnOffIfGone } from '../webhook/turn-off.ts';
import { takeUntold, tell } from './heard.ts';
import { PATIENCE } from './pace.ts';
import type { Go, Limits, Open, Permit, Want } from './provider.ts';
import { sendBy } from './send-by.ts';

/** What of the deployment it takes to ask providers. */
export interface Asking {
  readonly env: Pick<Environment, 'TOWER_SECRETS_KEY' | 'TOWER_SECRETS_PREVIOUS_KEY'>;
  readonly of: Stubs;
  readonly around: Surroundings;
  /** ms since the epoch, as time goes by: a try may take seconds. */
  readonly clock: () => number;
}

/** What a provider said of a delivery, or why it was not asked. */
export type Said = Tried | Exclude<Permit, Go>;

export interface Tried {
  readonly kind: 'tried';
  readonly outcome: DeliveryOutcome;
  /** The provider is asked for nothing from now on. */
  readonly open?: Open;
}

/** Hands a delivery to one provider when that takes something now, and tells it how that ended. */
export async function askProvider(
  { env, of, around, clock }: Asking,
  { name, definition, sealed }: Provider,
  delivery: AddressedDelivery,
  asks: boolean,
): Promise<Said> {
  const opened = openedProvider(env, around.tenant, { name, definition, sealed });
  // It would fail however often it is tried; its circuit has nothing to do with it.
  if (!opened) return { kind: 'tried', outcome: { kind: 'refused', reason: UNREADABLE, fault: 'provider' } };
  const stub = of.provider(name);
  const known = objectName(around.tenant, name);
  const limits: Limits = { parallel: definition.parallel, ...(definition.rate ? { rate: definition.rate } : {}) };
  const permit = await permitted(delivery, asks, clock, (want, now) =>
    stub.permit({ ...want, told: takeUntold(known) }, limits, now),
  );
  if (permit.kind === 'open') await turnOffIfFailing(of, around.tenant, { name, definition }, permit.since, clock());
  if (permit.kind !== 'go') return permit;
  const began = clock();
  const outcome = countedFromItsEnd(await sendBy(delivery, opened, { ...around, now: began }), clock() - began);
  await suppressGone(of, delivery, outcome, clock());
  await turnOffIfGone(of, around.tenant, { name, definition }, outcome);
  const open = await tell(stub, known, permit, failureIn(outcome), clock());
  return { kind: 'tried', outcome, ...(open ? { open } : {}) };
}

const UNREADABLE = 'its secrets were sealed with a key that is not here any more: put them again';

/** A permit, after as short a wait as is worth it. */
async function permitted(
  delivery: AddressedDelivery,
  asks: boolean,
  clock: () => number,
  ask: (want: Want, now: number) => Promise<Permit>,
): Promise<Permit> {
  const { slot, urgent } = delivery;
  const want = { urgent, ...(slot === undefined ? {} : { slot }), ...(asks ? { asks } : {}) } as const;
  const first = await ask(want, clock());
  if (first.kind === 'open' || first.at - clock() > PATIENCE) return first;
  await until(first.at, clock);
  return first.kind === 'go' ? first : ask({ ...want, slot: first.at }, Math.max(clock(), first.at));
}

async function until(at: number, clock: () => number): Promise<void> {
  const wait = Math.ceil(at - clock());
  if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
}

/** A try that ran into its time-out has taken a while: the wait until the next one begins at its end. `took` in ms. */
function countedFromItsEnd(outcome: DeliveryOutcome, took: number): DeliveryOutcome {
  return outcome.kind === 'later' ? { ...outcome, at: outcome.at + Math.floor(took / 1_000) * 1_000 } : outcome;
}

/** Why a provider failed, if it did: what it says of a recipient or a text is no failure of its own. */
function failureIn(outcome: DeliveryOutcome): string | undefined {
  switch (outcome.kind) {
    case 'sent':
    case 'gone':
      return undefined;
    case 'later':
      return outcome.untried ? undefined : outcome.reason;
    case 'refused':
      return outcome.fault === 'provider' ? outcome.reason : undefined;
  }
}
