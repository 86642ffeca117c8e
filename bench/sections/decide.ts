import { ordinaryCandidate, scoredCandidate } from '../decide/candidates.ts';
import { decisionRates, type Workload } from '../decide/rates.ts';
import { simulatedYear } from '../decide/year.ts';
import { type Row, rate } from '../report.ts';
import type { Bench, Section } from '../section.ts';

/** Decisions a second of ordinary content, for a member of whom 100 notifications are kept. */
const AIM = 50_000;

const WORKLOADS: readonly { readonly name: string; readonly work: Workload; readonly aim?: number }[] = [
  { name: 'decide, history of 0', work: { candidateOf: ordinaryCandidate, history: 0, grows: false } },
  { name: 'decide, history of 100', work: { candidateOf: ordinaryCandidate, history: 100, grows: false }, aim: AIM },
  { name: 'decide, history of 1,000', work: { candidateOf: ordinaryCandidate, history: 1_000, grows: false } },
  { name: 'decide, 100, one more each time', work: { candidateOf: ordinaryCandidate, history: 100, grows: true } },
  { name: 'decide, 1,000, one more each time', work: { candidateOf: ordinaryCandidate, history: 1_000, grows: true } },
  { name: 'decide, 100, scored by a model', work: { candidateOf: scoredCandidate, history: 100, grows: false } },
];

/** What deciding costs: the pure pipeline in this process, and a whole year of a member in their own object. */
export const decide: Section = {
  name: 'decide',
  run: async (bench) => [...WORKLOADS.map((each) => measured(each, bench)), ...(await simulatedYear(bench))],
};

function measured({ name, work, aim }: (typeof WORKLOADS)[number], { quick, say }: Bench): Row {
  say(name);
  const rounds = quick ? 15 : 60;
  const { decisions, parses } = decisionRates(work, rounds);
  return {
    name,
    product: rate(decisions),
    floor: rate(parses),
    ratio: (decisions / parses).toFixed(2),
    ...(aim === undefined ? {} : { aim: { words: `≥ ${aim.toLocaleString('en-US')}/s`, met: decisions >= aim } }),
    note: `best of ${rounds} rounds; floor: JSON.parse of the candidate`,
  };
}
