import type { InterruptingChannel } from '../../contract/channel.ts';
import type { DeviceForm } from '../../contract/device.ts';
import type { Case, Selector } from '../component.ts';
import type { DeviceState } from '../member-state.ts';
import { hourOfWeek } from '../timing/local-time.ts';
import { responseWeight } from '../timing/response-profile.ts';
import { devicesLeft } from './devices-left.ts';

/** Local hours of work, Monday to Friday: from 09:00 until 18:00. */
const WORK = { days: 5, from: 9, to: 18 };
/**
 * How a response divides between a desktop and a phone, for those who have both: a desktop is in front of them at
 * work, a phone is with them the rest of the day. No device tells which one was answered on, so this is all there is.
 */
const AT_WORK: Readonly<Record<DeviceForm, number>> = { desktop: 0.6, phone: 0.4 };
const ELSEWHERE: Readonly<Record<DeviceForm, number>> = { desktop: 0.25, phone: 0.75 };
/** Responses that each channel is credited with before the first (Beta(1, 1) for two channels). */
const CREDIT = 1;

/** Devices that are answered alike. */
interface Kind {
  readonly channel: InterruptingChannel;
  readonly form: DeviceForm;
}

/**
 * With `reach: best` only the kind of device (channel and form) that the member is likeliest to respond on now rings:
 * the share of their responses on its channel, times what its form is good for at this hour. The timeline stays.
 */
export const bestReach: Selector = {
  kind: 'selector',
  name: 'best-reach',
  select(of, _known, plan) {
    if (of.candidate.activity.policy.reach !== 'best') return plan;
    const left = devicesLeft(of, plan);
    const kinds = kindsOf(left);
    if (kinds.length < 2) return plan;
    const [best] = kinds
      .map((kind) => ({ kind, predicted: predict(of, kind, kinds) }))
      .sort((one, other) => other.predicted - one.predicted);
    if (!best) return plan;
    return {
      ...plan,
      channels: plan.channels.filter((channel) => channel === 'in-app' || channel === best.kind.channel),
      devices: left.filter((device) => isOf(device, best.kind)).map(({ id }) => id),
      numbers: { ...plan.numbers, predicted: Math.round(best.predicted * 100) / 100 },
    };
  },
};

function kindsOf(devices: readonly DeviceState[]): readonly Kind[] {
  return devices.filter((device, index) => devices.findIndex((other) => isOf(other, device)) === index);
}

function isOf(device: DeviceState, kind: Kind): boolean {
  return device.channel === kind.channel && device.form === kind.form;
}

/** 0..1: how likely a response comes from this kind of device rather than from the others. */
function predict(of: Case, { channel, form }: Kind, kinds: readonly Kind[]): number {
  const channels = new Set(kinds.map((kind) => kind.channel));
  const ofForm = (isAtWork(of) ? AT_WORK : ELSEWHERE)[form];
  // With one channel its share is the same for all: the rows of the past need not be read.
  return channels.size === 1 ? ofForm : ofForm * shareOf(channel, channels, of);
}

function shareOf(channel: InterruptingChannel, channels: ReadonlySet<string>, { member, now }: Case): number {
  let [here, anywhere] = [CREDIT, CREDIT * channels.size];
  for (const each of member.past.engagements) {
    if (each.channel === null || !channels.has(each.channel)) continue;
    const weight = responseWeight(each, now);
    anywhere += weight;
    if (each.channel === channel) here += weight;
  }
  return here / anywhere;
}

function isAtWork({ member, now }: Case): boolean {
  const hour = hourOfWeek(now, member.timezone);
  const [day, ofDay] = [Math.floor(hour / 24), hour % 24];
  return day < WORK.days && ofDay >= WORK.from && ofDay < WORK.to;
}
