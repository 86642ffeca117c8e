import type { AddressedDelivery, DeliveryOutcome } from '../../contract/delivery.ts';
import type { Environment } from '../../platform/environment.ts';
import type { Stubs } from '../../platform/stubs.ts';
import { type Provider, providersOf } from '../../registry/providers.ts';
import { laterAfter } from '../back-off.ts';
import { deliveryKey } from '../delivery-key.ts';
import { suppressedReason } from '../suppressed.ts';
import type { Surroundings } from '../surroundings.ts';
import { type Asking, askProvider, type Said } from './ask-provider.ts';
import { inOrder } from './choose.ts';
import { afterFailing, type Failing, isTooLate, reasonsOf, untilThereIsRoom } from './wait-for.ts';

/** ms after which no further provider is asked in the same try: whoever has the delivery has it for a minute. */
const LONGEST_TRY = 25_000;
/** ms after a try before which it is not made again: other providers may have been asked since the first said when. */
const SHORTEST_WAIT = 1_000;

/**
 * Hands a delivery to the tenant's providers of its channel: first those of the least order, each first for its share, and
 * on to the next at once when one fails or is known to. One that has no room is waited for, unless another one of its
 * order has some. One that may have taken the delivery without saying so is asked alone: by the id of the delivery it
 * knows a repeat, and any other would send it twice.
 *
 * Throws only when an object of Tower's own cannot be reached, and then nothing was taken.
 */
export async function throughProviders(
  env: Environment,
  of: Stubs,
  delivery: AddressedDelivery,
  around: Surroundings,
): Promise<DeliveryOutcome> {
  const began = Date.now();
  const asking: Asking = { env, of, around, clock: () => around.now + (Date.now() - began) };
  const suppressed = await suppression(of, delivery);
  if (suppressed !== undefined) return { kind: 'gone', reason: suppressed };
  const outcome = await served(asking, delivery);
  if (outcome.kind !== 'later') return outcome;
  return { ...outcome, at: Math.max(outcome.at, Math.ceil(asking.clock()) + SHORTEST_WAIT) };
}

/** What comes of asking the providers of its channel. */
async function served(asking: Asking, delivery: AddressedDelivery): Promise<DeliveryOutcome> {
  const { of, around } = asking;
  const all = await providersOf(of, around.tenant, around.now);
  const serving = all.filter(({ channel }) => channel === delivery.channel);
  if (serving.length === 0) {
    return { kind: 'refused', reason: `no provider for ${delivery.channel}: PUT /v1/providers/{name}` };
  }
  const unsure = serving.find(({ name }) => name === delivery.provider);
  if (!unsure) return askAll(asking, serving, delivery, []);
  const said = await askProvider(asking, unsure, delivery, false);
  if (said.kind === 'wait' || mayHaveTaken(said, delivery, asking.clock())) {
    return ofUnsure(unsure.name, said, delivery);
  }
  const others = serving.filter((each) => each !== unsure);
  return askAll(asking, others, delivery, [{ name: unsure.name, said }]);
}

/** What stands against an address, on the channels on which providers tell of bounces and replies. */
async function suppression(of: Stubs, { channel, address, member }: AddressedDelivery): Promise<string | undefined> {
  if (channel !== 'email' && channel !== 'sms') return undefined;
  return suppressedReason(of, channel, address.endpoint, member);
}

/** Asks one provider after the other, beside those that have failed in this try. */
async function askAll(
  asking: Asking,
  providers: readonly Provider[],
  delivery: AddressedDelivery,
  failed: readonly Failing[],
): Promise<DeliveryOutcome> {
  const failing = [...failed];
  const choices = providers.map((each) => ({ ...each, order: each.definition.order, weight: each.definition.weight }));
  for (const group of inOrder(choices, deliveryKey(delivery))) {
    const crowded: { readonly provider: Provider; readonly at: number }[] = [];
    for (const provider of group) {
      if (asking.clock() - asking.around.now > LONGEST_TRY) {
        const attempted = { attempt: delivery.attempt, now: asking.clock(), key: deliveryKey(delivery) };
        return afterFailing(failing, delivery) ?? laterAfter(reasonsOf(failing), attempted);
      }
      const said = await askProvider(asking, provider, delivery, group.length > 1);
      if (said.kind === 'wait') crowded.push({ provider, at: said.at });
      else if (isOver(said)) return outcomeOf(provider.name, said, delivery);
      else failing.push({ name: provider.name, said });
    }
    const [soonest] = crowded.toSorted((one, other) => one.at - other.at);
    if (soonest) return book(asking, soonest.provider, delivery, group.length > 1 ? undefined : soonest.at);
  }
  return afterFailing(failing, delivery) ?? refusedBy(failing);
}

/** Waits for a provider: where several were asked whether they have room, the moment is still to be kept. */
async function book(
  asking: Asking,
  provider: Provider,
  delivery: AddressedDelivery,
  booked: number | undefined,
): Promise<DeliveryOutcome> {
  if (booked !== undefined) return untilThereIsRoom(booked);
  const said = await askProvider(asking, provider, delivery, false);
  return outcomeOf(provider.name, said, delivery);
}

/** Whether it is worth asking nobody but the provider that may have taken the delivery. */
function mayHaveTaken(said: Failing['said'], delivery: AddressedDelivery, now: number): boolean {
  if (said.kind === 'open') return !isTooLate(said, delivery, now);
  return !(said.outcome.kind === 'refused' && said.outcome.fault !== undefined);
}

/** Whether no other provider is asked after this: it was taken, or may have been, or nobody would take it. */
function isOver(said: Failing['said']): boolean {
  if (said.kind === 'open') return false;
  const { outcome } = said;
  if (outcome.kind === 'later') return outcome.unsure === true;
  return outcome.kind !== 'refused' || outcome.fault === undefined;
}

/** What it comes to that one provider said this, and no other is asked. */
function outcomeOf(name: string, said: Said, delivery: AddressedDelivery): DeliveryOutcome {
  if (said.kind === 'wait') return untilThereIsRoom(said.at);
  const outcome = said.kind === 'tried' ? said.outcome : undefined;
  if (outcome?.kind === 'sent') return { ...outcome, provider: name };
  if (outcome && outcome.kind !== 'later') return outcome;
  const next = afterFailing([{ name, said }], delivery) ?? refusedBy([{ name, said }]);
  return next.kind === 'later' && outcome?.unsure ? { ...next, unsure: true, provider: name } : next;
}

/** Likewise of the one that may have it: it stays the only one that is asked. */
function ofUnsure(name: string, said: Said, delivery: AddressedDelivery): DeliveryOutcome {
  const outcome = outcomeOf(name, said, delivery);
  return outcome.kind === 'later' ? { ...outcome, provider: name } : outcome;
}

function refusedBy(failing: readonly Failing[]): DeliveryOutcome {
  return { kind: 'refused', reason: reasonsOf(failing), fault: 'provider' };
}
