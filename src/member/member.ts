import { DurableObject } from 'cloudflare:workers';
import type { OfferedCandidate } from '../contract/activity.ts';
import type { Lift } from '../contract/bound.ts';
import type { TraceEntry } from '../contract/decision.ts';
import type { Delivery, Settled, Settlement } from '../contract/delivery.ts';
import type { Device } from '../contract/device.ts';
import type { OwnEngagement } from '../contract/engagement.ts';
import type { MemberProfile, MemberView } from '../contract/member.ts';
import type { Preferences } from '../contract/preferences.ts';
import type { SuppressedChannel } from '../contract/suppression.ts';
import type { ReadBody, Timeline, TimelineCounts } from '../contract/timeline.ts';
import type { Choice } from '../contract/unsubscribe.ts';
import type { Environment } from '../platform/environment.ts';
import { log, messageOf } from '../platform/log.ts';
import { findAddress } from './addresses.ts';
import { wakeAnyway } from './alarm.ts';
import { allLifts, lifted } from './bounds.ts';
import { decisions } from './decisions.ts';
import {
  endpointsOf,
  letGo,
  listDevices,
  type Registering,
  registerDevice,
  removeDevice,
  renewDevice,
} from './devices.ts';
import { type Engaged, engage } from './engage.ts';
import { exportOf } from './export.ts';
import { RETRY_AFTER, runJobs } from './jobs.ts';
import { kept } from './limits.ts';
import { offer } from './offer.ts';
import { type PushReportAnswer, type PushReported, reportPush } from './push-report.ts';
import { type FeaturesPut, type PushedRow, putFeatures } from './put-features.ts';
import { readCandidate } from './read-candidate.ts';
import { type Recalled, recall } from './recall.ts';
import type { StoredDevice } from './schema.ts';
import { readPreferences, writePreferences, writeProfile } from './settings.ts';
import { settle } from './settle.ts';
import { revive, take } from './take.ts';
import { archive, type MarkedRead, markRead, markSeen, type TimelineQuery, timeline } from './timeline.ts';
import { type Chosen, choose } from './unsubscribe.ts';
import { Wiring } from './wiring.ts';

/**
 * The control tower of one member: all that is known about them, in their own SQLite, and every decision about them.
 * It decides and returns; the caller does the slow network call and reports back by `settle`.
 * Each call runs in one synchronous transaction, but an offer in steps that a repeat completes. Times are ms since the
 * epoch and come from the caller.
 */
export class Member extends DurableObject<Environment> {
  readonly #wiring: Wiring;

  constructor(context: DurableObjectState, env: Environment) {
    super(context, env);
    this.#wiring = new Wiring(context);
  }

  /** Answers the JSON of an `OfferAnswer`: `offerTo` reads it. */
  offer(offered: readonly OfferedCandidate[], now: number, lease: boolean): Promise<string> {
    return this.#wiring.inSteps(now, (room) => JSON.stringify(offer(room, offered.map(readCandidate), now, lease)));
  }

  settle(settlements: readonly Settlement[], now: number): Promise<Settled> {
    return this.#wiring.transaction(now, (room) => settle(room, settlements, now));
  }

  take(notifications: readonly string[], now: number, withoutPushes = false): Promise<Delivery[]> {
    return this.#wiring.transaction(now, (room) => take(room, notifications, now, withoutPushes));
  }

  revive(notifications: readonly string[], now: number): Promise<void> {
    return this.#wiring.transaction(now, (room) => revive(room, notifications, now));
  }

  engage(engagements: readonly OwnEngagement[], now: number): Promise<Engaged> {
    return this.#wiring.transaction(now, (room) => engage(room, engagements, now));
  }

  lifted(lifts: readonly Lift[], now: number): Promise<void> {
    return this.#wiring.transaction(now, (room) => lifted(room, lifts));
  }

  recall(recalled: readonly Recalled[], now: number): Promise<void> {
    return this.#wiring.transaction(now, (room) => recall(room, recalled, now));
  }

  putFeatures(dataset: string, rows: readonly PushedRow[], stamp: number, now: number): Promise<FeaturesPut> {
    return this.#wiring.transaction(now, (room) => putFeatures(room, dataset, rows, stamp, now));
  }

  timeline(query: TimelineQuery): Timeline {
    return timeline(this.#wiring.room, this.#wiring.view, query, Date.now());
  }

  markSeen(upTo: string, now: number): Promise<TimelineCounts> {
    return this.#wiring.transaction(now, (room) => markSeen(room, this.#wiring.view, upTo, now));
  }

  markRead(body: ReadBody, now: number): Promise<MarkedRead> {
    return this.#wiring.transaction(now, (room) => markRead(room, this.#wiring.view, body, now));
  }

  archive(ids: readonly string[], now: number): Promise<TimelineCounts> {
    return this.#wiring.transaction(now, (room) => archive(room, this.#wiring.view, ids, now));
  }

  decisions(limit: number, cursor?: string): { items: TraceEntry[]; next: string | null } {
    return decisions(this.#wiring.room, limit, cursor);
  }

  preferences(): Preferences {
    return readPreferences(this.#wiring.room);
  }

  putPreferences(preferences: Preferences, now: number): Promise<void> {
    return this.#wiring.transaction(now, (room) => writePreferences(room, preferences, now));
  }

  /** Nothing when the member was erased: a message of theirs may still be in a mailbox. With no choice it only reads. */
  async choose(choices: readonly Choice[], now: number): Promise<Chosen | undefined> {
    if (!this.#wiring.isKnown) return undefined;
    if (choices.length === 0) return choose(this.#wiring.room, [], now);
    return this.#wiring.transaction(now, (room) => choose(room, choices, now));
  }

  putProfile(profile: MemberProfile, now: number): Promise<void> {
    return this.#wiring.transaction(now, (room) => writeProfile(room, profile, now));
  }

  view(): MemberView {
    const profile = this.#wiring.room.facts.get('profile');
    const devices = this.#wiring.room.state.devices().length;
    return { ...profile, id: this.#wiring.room.member, devices, ...this.#wiring.view.counts(), kept };
  }

  registerDevice(device: StoredDevice, how?: Registering): string {
    return registerDevice(this.#wiring.room, device, how);
  }

  renewDevice(id: string, subscription: Pick<StoredDevice, 'address' | 'host'>): boolean {
    return this.#wiring.isKnown && renewDevice(this.#wiring.room, id, subscription);
  }

  /** An address of the profile takes something again. Answers whether it had been lost. */
  findAddress(channel: SuppressedChannel, endpoint: string): boolean {
    return this.#wiring.isKnown && findAddress(this.#wiring.room, channel, endpoint);
  }

  removeDevice(id: string): boolean {
    return removeDevice(this.#wiring.room, id);
  }

  letGo(endpoint: string, claim: number): void {
    if (this.#wiring.isKnown) letGo(this.#wiring.room, endpoint, claim);
  }

  devices(): Device[] {
    return listDevices(this.#wiring.room);
  }

  endpoints(): { readonly id: string; readonly endpoint: string }[] {
    return this.#wiring.isKnown ? endpointsOf(this.#wiring.room) : [];
  }

  /** Nothing when the member was erased: a push of theirs may still be on a device. */
  async reportPush(reported: PushReported, now: number): Promise<PushReportAnswer | undefined> {
    return this.#wiring.isKnown ? this.#wiring.transaction(now, (room) => reportPush(room, reported, now)) : undefined;
  }

  /** Everything that is held of this member, without the secrets of devices. */
  export(): ReturnType<typeof exportOf> {
    return exportOf(this.#wiring.room);
  }

  /** Nothing remains: rows, alarm, open pages. */
  async erase(): Promise<void> {
    for (const socket of this.ctx.getWebSockets()) socket.close(1001, 'This member was erased');
    const { tenant, member, lifts } = this.#ending();
    await this.ctx.storage.deleteAlarm();
    await this.ctx.storage.deleteAll();
    this.#wiring.forget();
    // Their edges are gone before; this is for one that was put again meanwhile, and learnt of who they were.
    if (lifts.length > 0) await this.env.LIVE.send({ kind: 'lift', tenant, member, lifts });
  }

  /** Opens the live timeline. Only the Worker reaches this, after it has checked the member's token. */
  override fetch(): Response {
    return this.#wiring.room.live.accept();
  }

  override webSocketMessage(): void {
    // Pages only listen; marks are posted over HTTP, where they are answered with the counts.
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    socket.close(code === 1005 || code === 1006 ? 1000 : code);
  }

  override alarm(): Promise<void> {
    return this.wake(Date.now());
  }

  /** Does what is due by a moment. Never throws: an alarm that keeps failing is deleted. */
  async wake(now: number): Promise<void> {
    try {
      const { tenant, member } = this.#wiring.room;
      const { notifications, lifts } = this.ctx.storage.transactionSync(() => runJobs(this.#wiring.room, now));
      if (notifications.length > 0) {
        await this.env.DELIVER.send({ kind: 'deliver', tenant, member, notifications });
      }
      if (lifts.length > 0) await this.env.LIVE.send({ kind: 'lift', tenant, member, lifts });
    } catch (error) {
      // The leases on the rows bring the work back.
      log('error', 'member.alarm.failed', { object: this.ctx.id.toString(), reason: messageOf(error) });
      this.#wiring.forget();
      await wakeAnyway(this.ctx.storage, now + RETRY_AFTER);
    }
  }

  #ending(): { readonly tenant: string; readonly member: string; readonly lifts: readonly Lift[] } {
    if (!this.#wiring.isKnown) return { tenant: '', member: '', lifts: [] };
    const { room } = this.#wiring;
    return { tenant: room.tenant, member: room.member, lifts: allLifts(room) };
  }
}
