import { html, type SVGTemplateResult, svg, type TemplateResult } from 'lit';

const SHAPES = {
  bell: svg`<path d="M6 9.5a6 6 0 0 1 12 0c0 5 2 6.5 2 6.5H4s2-1.5 2-6.5ZM10 20h4"/>`,
  pen: svg`<path d="M4 20h4L19 9l-4-4L4 16v4ZM13 7l4 4"/>`,
  people: svg`<circle cx="9" cy="8.5" r="3.5"/><path d="M3 20c0-3.5 2.5-5.5 6-5.5s6 2 6 5.5M16 5.3a3.5 3.5 0 0 1 0 6.4M17.5 15c2.2.7 3.5 2.4 3.5 5"/>`,
  question: svg`<circle cx="12" cy="12" r="9"/><path d="M9.5 9.5a2.5 2.5 0 1 1 3.7 2.2c-.8.4-1.2 1-1.2 1.8M12 16.5v.2"/>`,
  sliders: svg`<path d="M4 7h9M17 7h3M4 17h3M11 17h9"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="17" r="2"/>`,
  archive: svg`<path d="M4 8v11h16V8M3 4h18v4H3zM10 12h4"/>`,
  mail: svg`<path d="M3.5 5.5h17v13h-17zM4 6l8 7 8-7"/>`,
  check: svg`<path d="m3 12.5 4.5 4.5L16 8M11.5 17 21 8"/>`,
  close: svg`<path d="m6 6 12 12M18 6 6 18"/>`,
  down: svg`<path d="m6 9 6 6 6-6"/>`,
  refresh: svg`<path d="M20 11a8 8 0 0 0-14.5-4L4 8.5M4 4v4.5h4.5M4 13a8 8 0 0 0 14.5 4l1.5-1.5M20 20v-4.5h-4.5"/>`,
  system: svg`<path d="M3 5h18v11H3zM9 20h6M12 16v4"/>`,
  light: svg`<circle cx="12" cy="12" r="4"/><path d="M12 3v1.5M12 19.5V21M3 12h1.5M19.5 12H21M5.6 5.6l1.1 1.1M17.3 17.3l1.1 1.1M18.4 5.6l-1.1 1.1M6.7 17.3l-1.1 1.1"/>`,
  dark: svg`<path d="M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10Z"/>`,
} satisfies Record<string, SVGTemplateResult>;

export type IconName = keyof typeof SHAPES;

/** A line icon of the text's colour; it only goes with words or a label, so it is hidden from screen readers. */
export function icon(name: IconName): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${SHAPES[name]}</svg>`;
}
