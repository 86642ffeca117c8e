import type { Message } from '../../contract/delivery.ts';
import { escapeHtml, escapeLink } from '../../platform/liquid/places.ts';
import { absoluteLink } from './links.ts';
import type { LayoutWords } from './words.ts';

/** Title, body and links of a message as the inner part of an email, as HTML and as text. */
export function innerPart(
  { title, body, url, image, actions = [] }: Message,
  origin: string | undefined,
  words: LayoutWords,
): { readonly html: string; readonly text: string } {
  const picture = image === undefined ? undefined : absoluteLink(image, origin);
  const first = { says: words.open, url: absoluteLink(url, origin) };
  const others = actions.map((action) => ({ says: action.title, url: absoluteLink(action.url, origin) }));
  const links = [first, ...others].filter((each): each is Link => each.url !== undefined);
  const paragraphs = body.split(/\n{2,}/).filter((paragraph) => paragraph.trim() !== '');
  const html = [
    `<h1 style="margin:0 0 16px;font-size:20px;line-height:1.3">${escapeHtml(title)}</h1>`,
    ...paragraphs.map(
      (paragraph) => `<p style="margin:0 0 16px">${escapeHtml(paragraph).replaceAll('\n', '<br>')}</p>`,
    ),
    ...(picture === undefined
      ? []
      : [
          `<p style="margin:0 0 16px"><img src="${escapeLink(picture)}" alt="" style="max-width:100%;height:auto"></p>`,
        ]),
    ...(links.length === 0 ? [] : [`<p style="margin:24px 0 0">${links.map(button).join(' ')}</p>`]),
  ].join('\n');
  const [open, ...more] = links;
  const lines = open?.says === words.open ? [open.url, ...more.map(inText)] : links.map(inText);
  return { html, text: [title, ...paragraphs, ...(lines.length === 0 ? [] : [lines.join('\n')])].join('\n\n') };
}

interface Link {
  readonly says: string;
  readonly url: string;
}

/** The first is filled, the others have a border. */
function button({ says, url }: Link, index: number): string {
  const look = index === 0 ? FILLED : BORDERED;
  return `<a href="${escapeLink(url)}" style="${BUTTON};${look}">${escapeHtml(says)}</a>`;
}

const BUTTON =
  'display:inline-block;margin:0 8px 8px 0;padding:10px 18px;border-radius:6px;font-weight:600;text-decoration:none';
const FILLED = 'background:#1d4ed8;border:1px solid #1d4ed8;color:#ffffff';
const BORDERED = 'border:1px solid rgba(128,128,128,.6);color:inherit';

function inText({ says, url }: Link): string {
  return `${says}: ${url}`;
}
