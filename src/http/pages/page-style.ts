/** The style of the pages: the colours of the inbox, in the theme that the device has. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --ink: light-dark(#16181d, #eceef2);
  --ink-soft: light-dark(#565c68, #a4abb9);
  --paper: light-dark(#ffffff, #16181d);
  --ground: light-dark(#f6f7f9, #0e0f12);
  --line: light-dark(#e4e7ec, #282c35);
  --edge: light-dark(#8b929f, #6d7584);
  --hover: light-dark(#f3f4f7, #1d2027);
  --accent: light-dark(#2f55d4, #93a9ff);
  --accent-strong: light-dark(#2444b0, #b3c2ff);
  --accent-ink: light-dark(#ffffff, #0f1736);
  --accent-wash: light-dark(#eef2fe, #1a2040);
}
* {
  box-sizing: border-box;
}
html {
  /* What has the focus is not behind the bar that saves. */
  scroll-padding-bottom: 88px;
}
body {
  margin: 0;
  background: var(--ground);
  color: var(--ink);
  font: 400 16px / 1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif;
  overflow-wrap: anywhere;
}
main {
  display: grid;
  gap: 16px;
  max-width: 760px;
  margin: 0 auto;
  padding: 24px 16px 48px;
}
h1,
h2,
h3,
h4,
p {
  margin: 0;
}
h1 {
  font-size: 22px;
  line-height: 1.3;
}
h2 {
  font-size: 18px;
  line-height: 1.35;
}
h3,
h4 {
  font-size: 16px;
  font-weight: 600;
}
h4 {
  font-weight: 500;
}
summary h3 {
  display: inline-block;
}
h3::first-letter,
h4::first-letter {
  text-transform: uppercase;
}
.soft {
  color: var(--ink-soft);
}
.card,
.notice {
  display: grid;
  gap: 12px;
  padding: 20px;
  border: 1px solid var(--line);
  border-radius: 10px;
  background: var(--paper);
}
.notice {
  border-color: var(--accent);
  background: var(--accent-wash);
}
button {
  min-height: 44px;
  padding: 8px 18px;
  border: 1px solid var(--edge);
  border-radius: 8px;
  background: var(--paper);
  color: var(--ink);
  font: inherit;
  font-weight: 600;
  cursor: pointer;
}
button.primary {
  border-color: var(--accent);
  background: var(--accent);
  color: var(--accent-ink);
}
@media (hover: hover) {
  button:hover {
    background: var(--hover);
  }
  button.primary:hover {
    border-color: var(--accent-strong);
    background: var(--accent-strong);
  }
}
:focus-visible {
  outline: 2px solid var(--accent);
  outline-offset: 2px;
}
summary {
  padding: 10px 0;
  cursor: pointer;
}
details {
  border-top: 1px solid var(--line);
}
.type {
  display: grid;
  gap: 6px;
  padding: 12px 0;
}
details .type + .type {
  border-top: 1px solid var(--line);
}
.choices {
  display: grid;
  grid-template-columns: repeat(auto-fill, minmax(128px, 1fr));
  gap: 8px 12px;
}
.choices label {
  display: grid;
  gap: 2px;
  color: var(--ink-soft);
  font-size: 14px;
}
select {
  width: 100%;
  min-height: 44px;
  padding: 6px 8px;
  border: 1px solid var(--edge);
  border-radius: 8px;
  background: var(--paper);
  color: var(--ink);
  font: inherit;
  /* Smaller text makes phones zoom into the field. */
  font-size: 16px;
}
.save {
  position: sticky;
  bottom: 0;
  padding: 12px 0;
  border-top: 1px solid var(--line);
  background: var(--paper);
}
@media (min-width: 720px) {
  .type {
    grid-template-columns: minmax(0, 1fr) 484px;
    gap: 16px;
    align-items: center;
  }
  select {
    padding-inline: 4px;
    font-size: 15px;
  }
  .choices {
    grid-template-columns: repeat(4, 112px);
  }
  .at-1 {
    grid-column: 1;
  }
  .at-2 {
    grid-column: 2;
  }
  .at-3 {
    grid-column: 3;
  }
  .at-4 {
    grid-column: 4;
  }
}
@media (forced-colors: active) {
  button,
  select,
  .card,
  .notice {
    border-color: CanvasText;
  }
}
`;
