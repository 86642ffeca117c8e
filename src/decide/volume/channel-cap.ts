import type { ChannelName } from '../../contract/channel.ts';
import type { Case, Plan, Selector } from '../component.ts';
import { interrupts } from '../interrupts.ts';
import { channelLimit, holdOver } from './limits.ts';

const hold = holdOver('channel-cap');

/**
 * Spares a channel that content has rung on often enough in 24 rolling hours (none has a cap by default): another one of
 * the plan rings alone; with no other it is held until the first of them has room.
 */
export const channelCap: Selector = {
  kind: 'selector',
  name: 'channel-cap',
  select(of, known, plan) {
    const { class: itsClass, channelCaps } = of.candidate.activity.policy;
    if (itsClass !== 'content' || !channelCaps || !interrupts(plan.channels)) return plan;
    const left = plan.channels.filter((channel) => !isOver(of, channel));
    if (left.length === plan.channels.length) return plan;
    return interrupts(left) ? { ...plan, channels: left, ...devicesOn(of, plan, left) } : hold(of, known, plan);
  },
};

function isOver(of: Case, channel: ChannelName): boolean {
  return channel !== 'in-app' && (channelLimit(of, channel)?.state.nextSlot ?? of.now) > of.now;
}

/** Of the devices chosen those that are on a channel that is left. */
function devicesOn({ member }: Case, { devices }: Plan, channels: readonly ChannelName[]): Pick<Plan, 'devices'> {
  if (devices === undefined) return {};
  const gone = new Set(member.devices.filter(({ channel }) => !channels.includes(channel)).map(({ id }) => id));
  return { devices: devices.filter((id) => !gone.has(id)) };
}
