import { undelivered } from './history.ts';
import { clockOf, dayOf } from './local-time.ts';
import type { Summary } from './summarise.ts';
import type { Happening } from './told.ts';

const INSTANT = /\d{4}-\d\d-\d\dT[\d:.]+Z/g;

/** What happened, in words; `begins` is the date of day 1. Decisions are in the words of their trace. */
export function wordsOf(happening: Happening, begins: string): string {
  switch (happening.kind) {
    case 'step':
      return happening.says;
    case 'wake':
      return `(what waited for ${happening.member} is due)`;
    case 'decision': {
      const { entry, event, member, isFirst } = happening;
      const words = entry.words.replace(INSTANT, (instant) => localTime(happening, Date.parse(instant), begins));
      const isShown = isFirst && entry.outcome === 'hold' && entry.channels.includes('in-app');
      return `${event} for ${member}: ${words}${isShown ? ' It is in the timeline at once.' : ''}`;
    }
    case 'shown': {
      const { member, device, title, body, quiet } = happening;
      const text = [title, ...body.split('\n')].filter((line) => line !== '').join(' | ');
      const { at, timezone, localZone } = happening;
      const time = localZone === timezone ? '' : `, where it is ${clockOf(at, localZone)}`;
      return `${member}'s ${device} ${quiet ? 'changes without a sound' : 'RINGS'}${time}: ${text}`;
    }
    case 'delivery': {
      const { event, member, device, reason, again } = happening;
      if (again === undefined) return `not delivered: ${undelivered(happening)}`;
      return `${event} not yet on ${member}'s ${device}: ${reason}, next try at ${localTime(happening, again, begins)}`;
    }
    case 'timeline': {
      const fresh = happening.timeline.entries.filter(({ seen }) => !seen).map(({ title }) => title);
      const sight = fresh.length === 0 ? 'nothing new' : `${fresh.length} new: ${fresh.join('; ')}`;
      return `${happening.member} sees ${sight}`;
    }
  }
}

/** What became of everything for a member, in words. */
export function summaryInWords({ member, events, ...of }: Summary): string {
  const rings = total(of.rings);
  const parts = [
    rings === 0 ? 'never rang' : `rang ${counted(rings, 'time')} (${listed(of.rings)})`,
    ...part('in the timeline only', of.silent),
    ...part('joined another', of.joined),
    ...part('dropped', of.dropped),
    ...part('still waiting', of.waiting),
    ...part('held on the way', of.holds),
    `timeline of ${counted(of.entries, 'entry', 'entries')}, ${of.unseen} unseen`,
  ];
  return `${member}: ${counted(events, 'event')}; ${parts.join('; ')}`;
}

/** The local time of whom it is about; the day is said when it is another one, the zone when the story is elsewhere. */
function localTime(happening: Extract<Happening, { localZone: string }>, at: number, begins: string): string {
  const { localZone, timezone } = happening;
  const day = dayOf(at, localZone, begins);
  const isToday = day === dayOf(happening.at, localZone, begins);
  return `${isToday ? '' : `day ${day} `}${clockOf(at, localZone)}${localZone === timezone ? '' : ` ${localZone}`}`;
}

function part(name: string, tally: Summary['holds']): string[] {
  return total(tally) === 0 ? [] : [`${name} ${total(tally)} (${listed(tally)})`];
}

function listed(tally: Summary['holds']): string {
  return Object.entries(tally)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}

function total(tally: Summary['holds']): number {
  return Object.values(tally).reduce((sum, count) => sum + count, 0);
}

function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}
