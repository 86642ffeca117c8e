/** The style of the page: the colours of the demo page, in the theme that the device has. */
export const officeStyle = `
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
body {
  margin: 0;
  background: var(--ground);
  color: var(--ink);
  font: 400 15px / 1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif;
  overflow-wrap: anywhere;
}
header,
main {
  max-width: 760px;
  margin: 0 auto;
  padding: 24px 16px 0;
}
main {
  padding: 16px 16px 48px;
}
h1,
h2,
p {
  margin: 0;
}
h1 {
  font-size: 22px;
  line-height: 1.3;
}
h2 {
  font-size: 16px;
  line-height: 1.4;
}
a {
  color: var(--accent);
}
a:hover {
  color: var(--accent-strong);
}
:focus-visible {
  outline: 2px solid var(--accent);
  outline-offset: 2px;
}
.soft,
time {
  color: var(--ink-soft);
}
.small,
time {
  font-size: 13px;
}
time {
  flex: none;
  font-variant-numeric: tabular-nums;
}
#state:not(:empty) {
  margin-top: 12px;
  padding: 8px 12px;
  border: 1px solid var(--edge);
  border-radius: 8px;
}
nav {
  display: flex;
  flex-wrap: wrap;
  gap: 8px;
  margin-top: 16px;
}
nav a {
  padding: 6px 12px;
  border: 1px solid var(--line);
  border-radius: 999px;
  background: var(--paper);
  color: var(--ink);
  font-weight: 500;
  text-decoration: none;
}
nav a:hover {
  background: var(--hover);
  color: var(--ink);
}
nav a[aria-current] {
  border-color: var(--accent);
  background: var(--accent);
  color: var(--accent-ink);
}
nav .count {
  font-size: 13px;
  font-variant-numeric: tabular-nums;
  opacity: 0.8;
}
ol {
  display: grid;
  grid-template-columns: minmax(0, 1fr);
  gap: 12px;
  margin: 0;
  padding: 0;
  list-style: none;
}
article {
  display: grid;
  grid-template-columns: minmax(0, 1fr);
  gap: 6px;
  padding: 14px 16px;
  border: 1px solid var(--line);
  border-radius: 10px;
  background: var(--paper);
}
.line {
  display: flex;
  align-items: baseline;
  gap: 8px;
}
.grow {
  flex: 1;
  min-width: 0;
}
.channel {
  flex: none;
  padding: 1px 8px;
  border: 1px solid var(--edge);
  border-radius: 6px;
  color: var(--ink-soft);
  font-size: 12px;
  font-weight: 600;
}
.email .channel,
.sms .channel {
  border-color: var(--accent);
  color: var(--accent);
}
.bubble {
  justify-self: start;
  padding: 8px 14px;
  border-radius: 14px 14px 14px 4px;
  background: var(--accent-wash);
  white-space: pre-wrap;
}
.pre {
  white-space: pre-wrap;
}
.mail {
  padding: 12px;
  border-radius: 8px;
  background: var(--ground);
}
.excerpt {
  color: var(--ink-soft);
}
summary {
  width: fit-content;
  padding: 4px 0;
  color: var(--ink-soft);
  cursor: pointer;
}
.run > summary {
  display: flex;
  align-items: baseline;
  gap: 8px;
  width: auto;
  padding: 2px 16px;
  font-size: 13px;
}
.run > summary::before {
  content: '▸' / '';
}
.run[open] > summary::before {
  content: '▾' / '';
}
.run > ol {
  gap: 8px;
  margin: 8px 0 0 12px;
  padding-left: 12px;
  border-left: 2px solid var(--line);
}
pre {
  margin: 4px 0 0;
  padding: 12px;
  border-radius: 8px;
  background: var(--ground);
  font-size: 13px;
  white-space: pre-wrap;
}
iframe {
  display: block;
  width: 100%;
  height: 320px;
  margin-top: 4px;
  border: 1px solid var(--line);
  border-radius: 8px;
  resize: vertical;
}
.none {
  display: none;
}
ol:empty + .none {
  display: block;
}
`;
