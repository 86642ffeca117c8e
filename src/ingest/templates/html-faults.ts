import type { Rendered } from '../../platform/liquid/engine.ts';
import { htmlOf } from '../../platform/liquid/html.ts';
import { at } from './at.ts';

/** What goes out of a source, and what only steers it. */
const LIQUID = /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g;
const MOST_FAULTS = 5;

/**
 * Values of an HTML source that stand where they are left out, each with its line and column. Branches are read one
 * after the other, as they are written.
 */
export function htmlFaults(source: string): string[] {
  const parts: Rendered[] = [];
  const starts: number[] = [];
  let from = 0;
  for (const { index, 0: liquid } of source.matchAll(LIQUID)) {
    parts.push({ literal: source.slice(from, index) });
    if (liquid.startsWith('{{')) {
      parts.push({ value: 'x' });
      starts.push(index);
    }
    from = index + liquid.length;
  }
  parts.push({ literal: source.slice(from) });
  const faults = new Set<string>();
  htmlOf(parts, ({ value, message }) => faults.add(at(source, starts[value] ?? 0, message)));
  return [...faults].slice(0, MOST_FAULTS);
}
