/** What becomes of the parts of an HTML text. */
export interface HtmlHooks {
  /** What stands between tags. */
  readonly text: (text: string) => string;
  /** The value of an attribute as it is written, without its quotation marks; undefined leaves the attribute out. */
  readonly attribute: (name: string, value: string, tag: string) => string | undefined;
  /** What is neither: names, comments, declarations, scripts and styles. */
  readonly fixed: (text: string) => string;
}

/**
 * Writes HTML anew, part by part, by the rules of the HTML standard as far as they say where a text ends and a tag, an
 * attribute or a comment begins. Every value of an attribute is in quotation marks after that, and nothing is left open
 * that would swallow what comes after: a tag that does not end is left out, a comment or script is ended. Each character
 * is looked at a fixed number of times.
 */
export function walkHtml(source: string, on: HtmlHooks): string {
  let out = '';
  for (let at = 0; at < source.length; ) {
    const open = source.indexOf('<', at);
    out += on.text(source.slice(at, open === -1 ? source.length : open));
    if (open === -1) break;
    const part = NO_ELEMENT.test(source.slice(open, open + 3)) ? comment(source, open, on) : element(source, open, on);
    out += part.html;
    at = part.end;
  }
  return out;
}

/** Comments and declarations; and `</` before anything that is no letter, which is read as a comment. */
const NO_ELEMENT = /^<(?:[!?]|\/[^a-zA-Z])/;
/** Their content is no HTML and ends with their end tag only. */
const RAW = new Set(['script', 'style', 'xmp', 'iframe', 'noembed', 'noframes', 'noscript', 'plaintext', 'template']);
const TAG = /<\/?[a-zA-Z][^\s/>]*/y;
const BETWEEN = /[\s/]+/y;
const NAME = /[^\s>/][^\s=>/]*/y;
const EQUALS = /\s*=\s*/y;
const BARE = /[^\s>]*/y;

interface Walked {
  readonly html: string;
  readonly end: number;
}

function comment(source: string, open: number, { fixed }: HtmlHooks): Walked {
  const mark = source.startsWith('<!--', open) ? '-->' : '>';
  const close = source.indexOf(mark, open + mark.length);
  if (close === -1) return { html: '', end: source.length };
  const end = close + mark.length;
  return { html: fixed(source.slice(open, end)), end };
}

function element(source: string, open: number, on: HtmlHooks): Walked {
  const tag = matched(TAG, source, open);
  if (tag === '') return { html: '&lt;', end: open + 1 };
  const name = on.fixed(tag).slice(1).toLowerCase();
  const attributes = attributesOf(source, open + tag.length, name, on);
  if (!attributes) return { html: '', end: source.length };
  const html = `${on.fixed(tag)}${attributes.html}>`;
  if (!RAW.has(name)) return { html, end: attributes.end };
  const close = new RegExp(`</${name}`, 'gi');
  close.lastIndex = attributes.end;
  const end = close.exec(source)?.index;
  const content = on.fixed(source.slice(attributes.end, end));
  return end === undefined
    ? { html: `${html}${content}</${name}>`, end: source.length }
    : { html: html + content, end };
}

/** The attributes of a tag up to its `>`; undefined when it has none. */
function attributesOf(source: string, from: number, tag: string, on: HtmlHooks): Walked | undefined {
  let html = '';
  for (let at = from; at < source.length; ) {
    const between = matched(BETWEEN, source, at);
    at += between.length;
    if (source[at] === '>') return { html: html + (between.includes('/') ? ' /' : ''), end: at + 1 };
    const name = matched(NAME, source, at);
    if (name === '') return undefined;
    at += name.length;
    const plain = on.fixed(name);
    const equals = matched(EQUALS, source, at);
    if (equals === '') {
      html += plain === '' ? '' : ` ${plain}`;
      continue;
    }
    at += equals.length;
    const quote = source[at];
    const isQuoted = quote === '"' || quote === "'";
    const end = isQuoted ? source.indexOf(quote, at + 1) : at + matched(BARE, source, at).length;
    if (end === -1) return undefined;
    const value = on.attribute(plain.toLowerCase(), source.slice(isQuoted ? at + 1 : at, end), tag);
    if (value !== undefined && plain !== '') html += ` ${plain}="${value.replaceAll('"', '&quot;')}"`;
    at = isQuoted ? end + 1 : end;
  }
  return undefined;
}

function matched(pattern: RegExp, source: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0] ?? '';
}
