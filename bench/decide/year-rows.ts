import { DAY } from '../../src/decide/volume/rolling-cap.ts';
import type { Row } from '../report.ts';
import { type Cost, FATES, NO_COST, plus, type YearReport } from './year-report.ts';

/** Interruptions of a member by content in any 24 hours, as the settings of a tenant that says nothing have it. */
const MOST_A_DAY = 5;

/** A part of the year and how long it took, s. */
export interface LivedPart {
  readonly report: YearReport;
  readonly seconds: number;
}

/** The lines of the table about a simulated year. */
export function yearRows(candidates: number, parts: readonly LivedPart[]): Row[] {
  const reports = parts.map(({ report }) => report);
  const fates = FATES.map((fate) => ({ fate, cost: sum(reports.flatMap(({ offers }) => offers[fate] ?? [])) }));
  const offers = sum(fates.map(({ cost }) => cost));
  const alarms = sum(reports.map((each) => each.alarms));
  const visits = sum(reports.map((each) => each.visits));
  const name = `member-year of ${candidates.toLocaleString('en-US')}`;
  const row = { floor: '', ratio: '' };
  return [
    {
      ...row,
      name,
      product: `${sumOf(parts, ({ seconds }) => seconds).toFixed(1)} s`,
      note: `${offers.calls} offers, ${alarms.calls} alarms, ${visits.calls} looks at the timeline; ${pace(parts)}`,
    },
    {
      ...row,
      name: `${name}, rows`,
      product: perOne(sum([offers, alarms]), candidates),
      note: `a candidate, with ${perOne(alarms, candidates)} by alarms; ${(sum([offers, alarms]).alarms / candidates).toFixed(2)} alarms set, each billed as a row more`,
    },
    ...fates
      .filter(({ cost }) => cost.calls > 0)
      .map(({ fate, cost }) => ({
        ...row,
        name: `${name}, ${fate}`,
        product: perOne(cost, cost.calls),
        note: `when offered, of ${cost.calls}; a full history loses a row for each new one`,
      })),
    { ...row, name: `${name}, interruptions`, ...interruptions(reports.flatMap(({ rang }) => rang)) },
  ];
}

function interruptions(rang: readonly number[]): Pick<Row, 'product' | 'aim' | 'note'> {
  const most = mostWithin(rang, DAY);
  return {
    product: `${(rang.length / 365).toFixed(2)} a day`,
    aim: { words: `≤ ${MOST_A_DAY} in 24 h`, met: most <= MOST_A_DAY },
    note: `by content; ${most} in 24 hours at the most`,
  };
}

function sum(costs: readonly Cost[]): Cost {
  return costs.reduce(plus, NO_COST);
}

function sumOf<Each>(all: readonly Each[], value: (each: Each) => number): number {
  return all.reduce((total, each) => total + value(each), 0);
}

function perOne({ written, read }: Cost, times: number): string {
  return `${(written / times).toFixed(2)} written, ${Math.round(read / times).toLocaleString('en-US')} read`;
}

/** How long a call takes while the history is short and when it is full. */
function pace(parts: readonly LivedPart[]): string {
  const [first, last] = [parts.at(0), parts.at(-1)].map((part) => (part ? perCall(part).toFixed(2) : ''));
  return `${first} ms a call in the first month, ${last} in the last`;
}

/** ms */
function perCall({ report, seconds }: LivedPart): number {
  const { calls } = sum([...Object.values(report.offers), report.alarms, report.visits]);
  return (seconds * 1_000) / calls;
}

/** The most of some moments that lie within any window of so many ms, its end not counted. */
function mostWithin(moments: readonly number[], window: number): number {
  const sorted = moments.toSorted((one, other) => one - other);
  return Math.max(0, ...sorted.map((start) => sorted.filter((at) => at >= start && at < start + window).length));
}
