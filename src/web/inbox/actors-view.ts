import { html, nothing, type TemplateResult } from 'lit';
import type { TimelineItem } from '../../contract/timeline.ts';

/** Actors that are shown and named; the others are a number. */
const SHOWN = 3;
const list = new Intl.ListFormat('en');

/** Who is behind an entry of several: the first ones by their initials and how many more, in words for screen readers. */
export function actorsView({ actors, count }: Pick<TimelineItem, 'actors' | 'count'>): TemplateResult | typeof nothing {
  if (count < 2) return nothing;
  const first = actors.slice(0, SHOWN);
  const more = count - first.length;
  return html`<span class="actors" role="img" aria-label=${actorsInWords(first, more)}>
    ${first.map((name) => html`<span class="face">${initialOf(name)}</span>`)}
    ${more > 0 ? html`<span class="rest">+${more.toLocaleString('en')}</span>` : nothing}
  </span>`;
}

/** The first letter of a name, as its picture. */
export function initialOf(name: string): string {
  return [...name][0]?.toUpperCase() ?? '';
}

/** "Ada, Bela, Chen, and 10 others". */
function actorsInWords(named: readonly string[], more: number): string {
  if (more === 0) return list.format(named);
  return list.format([...named, `${more.toLocaleString('en')} other${more === 1 ? '' : 's'}`]);
}
