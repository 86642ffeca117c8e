import { interrupts } from '../../src/decide/interrupts.ts';
import { clockOf, dayOf } from './local-time.ts';
import type { Story } from './story.ts';
import type { Happening, Told } from './told.ts';

/** What became of one event for one member: `reason` of `outcome`, and whether it made a sound. */
export interface Verdict {
  readonly outcome: 'send' | 'hold' | 'merge' | 'drop';
  readonly reason: string;
  readonly rings: boolean;
}

/** All that rang, in order: `day 1 19:02 bob's phone: ada posted`, in the member's own time, to the minute. */
export function ringsOf(story: Story, told: Told): string[] {
  return told.happenings.flatMap((each) => {
    if (each.kind !== 'shown' || each.quiet) return [];
    const { at, localZone, member, device, title } = each;
    const time = `day ${dayOf(at, localZone, story.begins)} ${clockOf(at, localZone).slice(0, 5)}`;
    return [`${time} ${member}'s ${device}: ${title}`];
  });
}

/** What never arrived at a device and why, in order: `m3 on bob's phone: cancelled, already-seen`. */
export function undeliveredOf({ happenings }: Told): string[] {
  return happenings.flatMap((each) => (each.kind === 'delivery' && each.again === undefined ? undelivered(each) : []));
}

/** The same of one delivery. */
export function undelivered({
  event,
  member,
  device,
  state,
  reason,
}: Extract<Happening, { kind: 'delivery' }>): string {
  return `${event} on ${member}'s ${device}: ${state === reason ? state : `${state}, ${reason}`}`;
}

/** What was decided of each event for each member, one after the other, by `p1 for bob`. */
export function verdictsOf({ happenings }: Told): Map<string, Verdict[]> {
  const verdicts = new Map<string, Verdict[]>();
  for (const each of happenings) {
    if (each.kind !== 'decision') continue;
    const { outcome, reason, channels } = each.entry;
    const name = `${each.event} for ${each.member}`;
    const verdict = { outcome, reason, rings: outcome === 'send' && interrupts(channels) };
    verdicts.set(name, [...(verdicts.get(name) ?? []), verdict]);
  }
  return verdicts;
}
