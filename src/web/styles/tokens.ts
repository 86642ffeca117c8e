import { css } from 'lit';

/**
 * Colours, sizes and type of every element. Each can be set from outside by the property of the same name with `tower-`
 * in front, so a product can give the inbox its own look; `light-dark()` follows the inherited `color-scheme`.
 */
export const tokens = css`
  :host {
    --ink: var(--tower-ink, light-dark(#16181d, #eceef2));
    --ink-soft: var(--tower-ink-soft, light-dark(#565c68, #a4abb9));
    --paper: var(--tower-paper, light-dark(#ffffff, #16181d));
    --ground: var(--tower-ground, light-dark(#f6f7f9, #0e0f12));
    --line: var(--tower-line, light-dark(#e4e7ec, #282c35));
    --edge: var(--tower-edge, light-dark(#8b929f, #6d7584));
    --hover: var(--tower-hover, light-dark(#f3f4f7, #1d2027));
    --accent: var(--tower-accent, light-dark(#2f55d4, #93a9ff));
    --accent-strong: var(--tower-accent-strong, light-dark(#2444b0, #b3c2ff));
    --accent-ink: var(--tower-accent-ink, light-dark(#ffffff, #0f1736));
    --accent-wash: var(--tower-accent-wash, light-dark(#eef2fe, #1a2040));
    --danger: var(--tower-danger, light-dark(#b3261e, #ff9d94));
    --danger-wash: var(--tower-danger-wash, light-dark(#fdf1f0, #2c1615));
    --radius: var(--tower-radius, 10px);
    --font: var(--tower-font, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif);

    display: block;
    color: var(--ink);
    font: 400 15px / 1.5 var(--font);
  }

  :host([hidden]) {
    display: none;
  }

  * {
    box-sizing: border-box;
  }
`;
