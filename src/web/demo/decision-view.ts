import { html, nothing, type TemplateResult } from 'lit';
import type { TraceEntry } from '../../contract/decision.ts';
import { ago, inFull, onTheClock } from '../ui/moments.ts';
import { CHANNEL_WORDS, OUTCOME_WORDS } from './decision-words.ts';
import { deliveriesView } from './deliveries-view.ts';

export interface DecisionContext {
  /** ms since the epoch */
  readonly now: number;
  /** The decision about what this one has joined, when it is known here. */
  readonly joined: TraceEntry | undefined;
}

/** A decision: outcome, words, scores; the component and every number on demand. */
export function decisionView(entry: TraceEntry, context: DecisionContext): TemplateResult {
  const { now } = context;
  const scores = scoresInWords(entry.numbers);
  return html`
    <p class="line">
      <span class="outcome ${entry.outcome}">${OUTCOME_WORDS[entry.outcome]}</span>
      <span class="type">${entry.type}</span>
      <time class="soft small" datetime=${entry.at} title=${inFull(entry.at)}>${ago(entry.at, now)}</time>
    </p>
    <p>${wordsOf(entry, context)}</p>
    ${deliveriesView(entry.deliveries, now)}
    ${scores === '' ? nothing : html`<p class="small soft scores">${scores}</p>`}
    <details>
      <summary class="small">By <code>${entry.by}</code>, reason <code>${entry.reason}</code></summary>
      <dl class="small">
        ${Object.entries(entry.numbers).map(([name, value]) => pair(name, formatted(value)))}
        ${entry.channels.length > 0 ? pair('channels', entry.channels.map((channel) => CHANNEL_WORDS[channel] ?? channel).join(', ')) : nothing}
        ${entry.until ? pair('until', inFull(entry.until)) : nothing}
        ${entry.into ? pair('joined', html`<code>${entry.into}</code>`) : nothing}
        ${pair('event', html`<code>${entry.event}</code>`)}
      </dl>
    </details>
  `;
}

/**
 * The server's words, with its instant on the clock of this browser and its id as what it stands for. A moment that has
 * passed is left out: what lost its turn then goes on waiting.
 */
function wordsOf({ words, until, into }: TraceEntry, { now, joined }: DecisionContext): string {
  if (until !== undefined) {
    const isAhead = Date.parse(until) > now;
    return isAhead ? words.replace(until, onTheClock(until, now)) : words.replace(` until ${until}`, '');
  }
  if (into === undefined) return words;
  const age = joined && ago(joined.at, now);
  return words.replace(
    into,
    joined ? `the ${joined.type} ${age === 'now' ? 'of just now' : `of ${age}`}` : 'another one',
  );
}

/** What a decision was worth, as far as it was scored: "Utility 0.18: 20% to open it, 0.1% to turn it off". */
function scoresInWords({ utility, pOpen, pDisable }: TraceEntry['numbers']): string {
  const chances = [
    ...(pOpen === undefined ? [] : [`${percent(pOpen)} to open it`]),
    ...(pDisable === undefined ? [] : [`${percent(pDisable)} to turn it off`]),
  ].join(', ');
  if (utility === undefined) return chances;
  return `Utility ${utility.toLocaleString('en', { maximumSignificantDigits: 2 })}${chances === '' ? '' : `: ${chances}`}`;
}

function percent(part: number): string {
  return part.toLocaleString('en', { style: 'percent', maximumSignificantDigits: 2 });
}

function pair(name: string, value: string | TemplateResult): TemplateResult {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

/** Numbers of a decision are counts, parts of one, or instants in ms: an instant is only legible as a date. */
function formatted(value: number): string {
  if (value > 1e12 && Number.isInteger(value)) return inFull(new Date(value).toISOString());
  return value.toLocaleString('en', { maximumFractionDigits: 4 });
}
