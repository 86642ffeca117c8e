import type { TraceEntry } from '../../../src/contract/decision.ts';
import type { What } from '../told.ts';
import type { Cast } from './cast.ts';
import { pushService } from './push-service.ts';
import { storyClock } from './story-clock.ts';
import type { Look } from './story-member.ts';

/** What happened, and when. */
export type Noticed = What & { readonly at: number };

/** Watches the members of a story: asked after each thing that happens, it tells what has changed since. */
export class Watch {
  readonly #cast: Cast;
  readonly #looks = new Map<string, Look>();

  constructor(cast: Cast) {
    this.#cast = cast;
  }

  /** Who wakes next and when, ms since the epoch; undefined when nobody will. */
  next(): { readonly member: string; readonly at: number } | undefined {
    let next: { readonly member: string; readonly at: number } | undefined;
    for (const [member, { wakesAt }] of this.#looks) {
      if (wakesAt !== null && (next === undefined || wakesAt < next.at)) next = { member, at: wakesAt };
    }
    return next;
  }

  /**
   * What is new: what was decided, what devices show, and what could not be delivered. `since` is when that began whose
   * outcome is noticed, ms since the epoch: everything is decided before the first try to deliver it.
   */
  async notice(since: number): Promise<Noticed[]> {
    const arrivals = pushService.takeArrivals();
    const [decided, shown, undelivered]: [Noticed[], Noticed[], Noticed[]] = [[], [], []];
    for (const [member, { timezone: localZone }] of this.#cast.profiles) {
      const before = this.#looks.get(member);
      const now: Look = await this.#cast.object(member).look();
      this.#looks.set(member, now);
      const whose = { member, localZone };
      for (const each of this.#decided(before, now)) decided.push({ at: since, kind: 'decision', ...whose, ...each });
      for (const each of arrivals) if (each.member === member) shown.push({ kind: 'shown', ...each, ...whose });
      const at = storyClock.now();
      for (const each of this.#undelivered(before, now)) undelivered.push({ at, kind: 'delivery', ...whose, ...each });
    }
    return [...decided, ...shown, ...undelivered];
  }

  #decided(before: Look | undefined, now: Look) {
    const known = new Map(before?.decisions.map((entry) => [entry.event, textOf(entry)]));
    return now.decisions.flatMap((entry) => {
      const last = known.get(entry.event);
      if (last === textOf(entry)) return [];
      const { into = '' } = entry;
      const words = into === '' ? entry.words : entry.words.replace(into, this.#nameOf(into));
      return [{ event: this.#nameOf(entry.event), isFirst: last === undefined, entry: { ...entry, words } }];
    });
  }

  /** What has arrived is told by the device that shows it. */
  #undelivered(before: Look | undefined, now: Look) {
    const known = new Set(before?.deliveries.map((each) => JSON.stringify(each)));
    return now.deliveries.flatMap((delivery) => {
      const { event, device, state, reason = state, at } = delivery;
      if (state === 'due' || state === 'sent' || known.has(JSON.stringify(delivery))) return [];
      const names = { event: this.#nameOf(event), device: this.#cast.devices.get(device) ?? device };
      return [{ ...names, state, reason, ...(at === undefined ? {} : { again: at }) }];
    });
  }

  #nameOf(event: string): string {
    return this.#cast.events.get(event) ?? event;
  }
}

/** What was decided; that it was delivered and opened since is the doing of channels, and of the member. */
function textOf({ opened: _opened, deliveries: _deliveries, ...decided }: TraceEntry): string {
  return JSON.stringify(decided);
}
