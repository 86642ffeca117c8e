import type { Stats } from '../../src/contract/stats.ts';
import type { Minute } from './busiest-minute.ts';
import type { Latencies } from './latencies.ts';
import { count, duration } from './progress.ts';

/** What a replay did. */
export interface ReplayTotals {
  readonly file: string;
  readonly requests: number;
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
  /** The first reasons of rejections, in words. */
  readonly faults: readonly string[];
  /** Lines of the file that are no acts. */
  readonly badLines: number;
  /** ms */
  readonly elapsed: number;
  /** Whether it was stopped before the end of the file. */
  readonly stopped: boolean;
}

/** The report at the end of a replay, or of as much of it as there was. */
export function formatReport(
  totals: ReplayTotals,
  latencies: Latencies,
  busiest: Minute | undefined,
  stats: Stats | undefined,
): string {
  const rate = totals.elapsed > 0 ? (totals.accepted + totals.duplicates) / (totals.elapsed / 1_000) : 0;
  const lines = [
    `${totals.file}${totals.stopped ? ' (stopped before its end)' : ''}`,
    row('accepted', `${count(totals.accepted)} events in ${duration(totals.elapsed)}, ${count(Math.round(rate))}/s`),
    row('duplicates', `${count(totals.duplicates)} (posted before, nothing happened again)`),
    row('rejected', count(totals.rejected)),
    ...totals.faults.map((fault) => row('', fault)),
    ...(totals.badLines > 0 ? [row('unreadable', `${count(totals.badLines)} lines of the file`)] : []),
    row('latency', latencyOf(latencies, totals.requests)),
    ...(busiest === undefined ? [] : [row('busiest', `${minuteOf(busiest)}: ${count(busiest.acts)} acts`)]),
    ...(stats === undefined ? [row('decisions', 'not known: the counts could not be read')] : statsRows(stats)),
  ];
  return lines.join('\n');
}

function statsRows(stats: Stats): string[] {
  const { events, pending, decisions, reasons, deliveries } = stats;
  return [
    row('events', `${count(events)} of this file in Tower${pending > 0 ? `, ${count(pending)} not yet decided` : ''}`),
    row('decisions', tally(decisions)),
    row('reasons', tally(reasons)),
    row('deliveries', tally(deliveries)),
  ];
}

function row(name: string, value: string): string {
  return `  ${name.padEnd(11)} ${value}`;
}

/** The largest first; what never happened is left out. */
function tally(counts: Readonly<Record<string, number>>): string {
  const happened = Object.entries(counts).filter(([, number]) => number > 0);
  if (happened.length === 0) return 'none';
  return happened
    .sort(([, one], [, other]) => other - one)
    .map(([name, number]) => `${name} ${count(number)}`)
    .join(', ');
}

function latencyOf(latencies: Latencies, requests: number): string {
  const at = (share: number) => `p${share * 100} ${Math.round(latencies.percentile(share) ?? 0)} ms`;
  return requests === 0 ? 'no request' : `${[0.5, 0.9, 0.99].map(at).join(', ')} of ${count(requests)} requests`;
}

function minuteOf({ start }: Minute): string {
  return `${new Date(start * 1_000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
