import { DurableObject } from 'cloudflare:workers';
import type { Candidate } from '../contract/activity.ts';
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
import { isMigrated } from '../platform/migrate.ts';
import { findAddress } from './addresses.ts';
import { Alarm, wakeAnyway } from './alarm.ts';
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
import { nextWake, RETRY_AFTER, runJobs } from './jobs.ts';
import { kept } from './limits.ts';
import { type OfferAnswer, offer } from './offer.ts';
import { type PushReportAnswer, type PushReported, reportPush } from './push-report.ts';
import { type FeaturesPut, type PushedRow, putFeatures } from './put-features.ts';
import { type Recalled, recall } from './recall.ts';
import type { Room } from './room.ts';
import type { DeviceRow } from './schema.ts';
import { readPreferences, writePreferences, writeProfile } from './settings.ts';
import { settle } from './settle.ts';
import { revive, take } from './take.ts';
import { archive, type MarkedRead, markRead, markSeen, type TimelineQuery, timeline } from './timeline.ts';
import type { TimelineView } from './timeline-view.ts';
import { type Chosen, choose } from './unsubscribe.ts';
import { type Wired, wire } from './wire.ts';

/**
 * The control tower of one member: all that is known about them, in their own SQLite, and every decision about them.
 * It decides and returns; the caller does the slow network call and reports back by `settle`.
 * Each call runs in one synchronous transaction. Times are ms since the epoch and come from the caller.
 */
export class Member extends DurableObject<Environment> {
  readonly #alarm: Alarm;
  #wired: Wired | undefined;

  constructor(context: DurableObjectState, env: Environment) {
    super(context, env);
    this.#alarm = new Alarm(context.storage);
  }

  offer(candidates: readonly Candidate[], now: number, lease: boolean): Promise<OfferAnswer> {
    return this.#transaction(now, (room) => offer(room, candidates, now, lease));
  }

  settle(settlements: readonly Settlement[], now: number): Promise<Settled> {
    return this.#transaction(now, (room) => settle(room, settlements, now));
  }

  take(notifications: readonly string[], now: number): Promise<Delivery[]> {
    return this.#transaction(now, (room) => take(room, notifications, now));
  }

  revive(notifications: readonly string[], now: number): Promise<void> {
    return this.#transaction(now, (room) => revive(room, notifications, now));
  }

  engage(engagements: readonly OwnEngagement[], now: number): Promise<Engaged> {
    return this.#transaction(now, (room) => engage(room, engagements, now));
  }

  lifted(lifts: readonly Lift[], now: number): Promise<void> {
    return this.#transaction(now, (room) => lifted(room, lifts));
  }

  recall(recalled: readonly Recalled[], now: number): Promise<void> {
    return this.#transaction(now, (room) => recall(room, recalled, now));
  }

  putFeatures(dataset: string, rows: readonly PushedRow[], stamp: number, now: number): Promise<FeaturesPut> {
    return this.#transaction(now, (room) => putFeatures(room, dataset, rows, stamp, now));
  }

  timeline(query: TimelineQuery): Timeline {
    return timeline(this.#room, this.#view, query, Date.now());
  }

  markSeen(upTo: string, now: number): Promise<TimelineCounts> {
    return this.#transaction(now, (room) => markSeen(room, this.#view, upTo, now));
  }

  markRead(body: ReadBody, now: number): Promise<MarkedRead> {
    return this.#transaction(now, (room) => markRead(room, this.#view, body, now));
  }

  archive(ids: readonly string[], now: number): Promise<TimelineCounts> {
    return this.#transaction(now, (room) => archive(room, this.#view, ids, now));
  }

  decisions(limit: number, cursor?: string): { items: TraceEntry[]; next: string | null } {
    return decisions(this.#room, limit, cursor);
  }

  preferences(): Preferences {
    return readPreferences(this.#room);
  }

  putPreferences(preferences: Preferences, now: number): Promise<void> {
    return this.#transaction(now, (room) => writePreferences(room, preferences, now));
  }

  /** Nothing when the member was erased: a message of theirs may still be in a mailbox. With no choice it only reads. */
  async choose(choices: readonly Choice[], now: number): Promise<Chosen | undefined> {
    if (!this.#isKnown()) return undefined;
    if (choices.length === 0) return choose(this.#room, [], now);
    return this.#transaction(now, (room) => choose(room, choices, now));
  }

  putProfile(profile: MemberProfile, now: number): Promise<void> {
    return this.#transaction(now, (room) => writeProfile(room, profile, now));
  }

  view(): MemberView {
    const profile = this.#room.facts.get('profile');
    const devices = this.#room.state.devices().length;
    return { ...profile, id: this.#room.member, devices, ...this.#view.counts(), kept };
  }

  registerDevice(device: DeviceRow, how?: Registering): string {
    return registerDevice(this.#room, device, how);
  }

  renewDevice(id: string, subscription: Pick<DeviceRow, 'address' | 'host'>): boolean {
    return this.#isKnown() && renewDevice(this.#room, id, subscription);
  }

  /** An address of the profile takes something again. Answers whether it had been lost. */
  findAddress(channel: SuppressedChannel, endpoint: string): boolean {
    return this.#isKnown() && findAddress(this.#room, channel, endpoint);
  }

  removeDevice(id: string): boolean {
    return removeDevice(this.#room, id);
  }

  letGo(endpoint: string, claim: number): void {
    if (this.#isKnown()) letGo(this.#room, endpoint, claim);
  }

  devices(): Device[] {
    return listDevices(this.#room);
  }

  endpoints(): { readonly id: string; readonly endpoint: string }[] {
    return this.#isKnown() ? endpointsOf(this.#room) : [];
  }

  /** Nothing when the member was erased: a push of theirs may still be on a device. */
  async reportPush(reported: PushReported, now: number): Promise<PushReportAnswer | undefined> {
    return this.#isKnown() ? this.#transaction(now, (room) => reportPush(room, reported, now)) : undefined;
  }

  /** Everything that is held of this member, without the secrets of devices. */
  export(): ReturnType<typeof exportOf> {
    return exportOf(this.#room);
  }

  /** Nothing remains: rows, alarm, open pages. */
  async erase(): Promise<void> {
    for (const socket of this.ctx.getWebSockets()) socket.close(1001, 'This member was erased');
    const { tenant, member, lifts } = this.#ending();
    await this.ctx.storage.deleteAlarm();
    await this.ctx.storage.deleteAll();
    this.#unwire();
    // Their edges are gone before; this is for one that was put again meanwhile, and learnt of who they were.
    if (lifts.length > 0) await this.env.LIVE.send({ kind: 'lift', tenant, member, lifts });
  }

  /** Opens the live timeline. Only the Worker reaches this, after it has checked the member's token. */
  override fetch(): Response {
    return this.#room.live.accept();
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
      const { tenant, member } = this.#room;
      const { notifications, lifts } = this.ctx.storage.transactionSync(() => runJobs(this.#room, now));
      if (notifications.length > 0) {
        await this.env.DELIVER.send({ kind: 'deliver', tenant, member, notifications });
      }
      if (lifts.length > 0) await this.env.LIVE.send({ kind: 'lift', tenant, member, lifts });
    } catch (error) {
      // The leases on the rows bring the work back.
      log('error', 'member.alarm.failed', { object: this.ctx.id.toString(), reason: messageOf(error) });
      this.#unwire();
      await wakeAnyway(this.ctx.storage, now + RETRY_AFTER);
    }
  }

  #ending(): { readonly tenant: string; readonly member: string; readonly lifts: readonly Lift[] } {
    if (!isMigrated(this.ctx.storage)) return { tenant: '', member: '', lifts: [] };
    const room = this.#room;
    return { tenant: room.tenant, member: room.member, lifts: allLifts(room) };
  }

  /** Whether there is anything of this member: asks without making it. */
  #isKnown(): boolean {
    return this.#wired !== undefined || isMigrated(this.ctx.storage);
  }

  get #room(): Room {
    return this.#wire().room;
  }

  get #view(): TimelineView {
    return this.#wire().view;
  }

  /** Migrates and wires on the first touch, so that an erased member stays empty until somebody names them again. */
  #wire(): Wired {
    this.#wired ??= wire(this.ctx, this.#alarm);
    return this.#wired;
  }

  /** What is kept in memory is read again at the next touch. */
  #unwire(): void {
    this.#wired = undefined;
    this.#alarm.forget();
  }

  /** One synchronous transaction; an alarm that is missing although rows need one is armed again. */
  async #transaction<Answer>(now: number, work: (room: Room) => Answer): Promise<Answer> {
    // Before the first touch of the database, so that making it and the work are one commit.
    const isUnarmed = await this.#alarm.load(now);
    try {
      return this.ctx.storage.transactionSync(() => {
        const room = this.#room;
        if (isUnarmed) room.alarm.wakeBy(nextWake(room, now));
        return work(room);
      });
    } catch (error) {
      // The rows are rolled back; what is kept in memory of them is read again.
      this.#unwire();
      throw error;
    }
  }
}
