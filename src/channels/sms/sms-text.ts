import { SegmentedMessage } from 'sms-segments-calculator';
import type { Message } from '../../contract/delivery.ts';

/** Segments of one message at the most: each is paid for, and phones show long ones badly. 612 characters of GSM-7. */
export const MOST_SEGMENTS = 4;

/**
 * What a short message says: the words that its type has for it, else title, body and the link when it is an absolute one.
 * One blank a gap and one line break a paragraph, Unicode composed (NFC), no control characters; `''` when there is nothing to say.
 *
 * Typographic quotes, dashes and spaces become plain ones when that saves segments. What is over `most` segments is cut
 * between graphemes and ends in three dots, which every encoding has. A link is whole or left out; one at the end stays
 * there and the words before it are cut.
 */
export function smsText(message: Pick<Message, 'title' | 'body' | 'url' | 'sms'>, most = MOST_SEGMENTS): string {
  const text = cheapest(tidied(message.sms?.trim() ? message.sms : composed(message)));
  const short = shortened(text, most);
  // What kept it from plain punctuation may have been cut away: then more of it fits.
  return cheapest(short) === short ? short : shortened(plainer(text), most);
}

/** How many messages of the network a text is, GSM-7 or UCS-2 as its characters need (3GPP TS 23.038). */
export function segmentsOf(text: string): number {
  return new SegmentedMessage(text).segmentsCount;
}

/** UTF-16 units that fit into a segment at the very most: who has more needs not be counted. */
const MOST_UNITS = 160;
const DOTS = '...';
const LINK = /https?:\/\/\S+/giu;

function composed({ title, body, url }: Pick<Message, 'title' | 'body' | 'url'>): string {
  const link = /^https?:\/\/\S+$/iu.test(url) ? url : '';
  const paragraphs = body.startsWith(title) ? [body, link] : [title, body, link];
  return paragraphs.filter((each) => each.trim() !== '').join('\n');
}

function tidied(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFC')
    .replace(/\r\n?|[\p{Zl}\p{Zp}]/gu, '\n')
    .replace(/[^\S\n]+/gu, ' ')
    .replace(/(?!\n)\p{Cc}/gu, '')
    .replace(/ ?\n[ \n]*/g, '\n')
    .trim();
}

/** The text with plain punctuation, but for its links, when that makes fewer segments of it. */
function cheapest(text: string): string {
  if (text.length > MOST_UNITS * 10) return text;
  const plain = plainer(text);
  return plain !== text && segmentsOf(plain) < segmentsOf(text) ? plain : text;
}

function plainer(text: string): string {
  let plain = '';
  let at = 0;
  for (const { index, 0: link } of text.matchAll(LINK)) {
    plain += smart(text.slice(at, index)) + link;
    at = index + link.length;
  }
  return plain + smart(text.slice(at));
}

/** As Twilio's smart encoding would. */
function smart(text: string): string {
  return new SegmentedMessage(text, 'auto', true).graphemes.join('');
}

function shortened(text: string, most: number): string {
  if (fits(text, most)) return text;
  const [end = ''] = /\shttps?:\/\/\S+$/u.exec(text) ?? [];
  const words = text.slice(0, text.length - end.length);
  return cut(words, end, most) || cut(words, '', most);
}

function fits(text: string, most: number): boolean {
  return text.length <= MOST_UNITS * most && segmentsOf(text) <= most;
}

/** As many of the words as fit before what has to stand at the end; nothing when none do. */
function cut(words: string, end: string, most: number): string {
  const places = placesOf(words, MOST_UNITS * most);
  // Less text is never more segments, so the longest that fits is found by halving.
  let [fitting, tooLong] = [0, places.length];
  while (tooLong - fitting > 1) {
    const middle = (fitting + tooLong) >> 1;
    if (fits(cutAt(words, places[middle] ?? 0, end), most)) fitting = middle;
    else tooLong = middle;
  }
  const shortest = cutAt(words, places[fitting] ?? 0, end);
  return fits(shortest, most) ? shortest : '';
}

/** Where words can be cut: before the first of their graphemes and after each. */
function placesOf(words: string, most: number): number[] {
  const places = [0];
  for (const { index, segment } of graphemes.segment(words.slice(0, most))) places.push(index + segment.length);
  return places;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

function cutAt(words: string, place: number, end: string): string {
  const links = [...words.matchAll(LINK)];
  const within = links.find(({ index, 0: link }) => index < place && place < index + link.length);
  const kept = words.slice(0, within?.index ?? place).trimEnd();
  if (kept === '') return end.trim();
  // Dots right after a link would be taken for a part of it.
  const isAfterLink = links.some(({ index, 0: link }) => index + link.length === kept.length);
  return `${kept}${isAfterLink ? ' ' : ''}${DOTS}${end}`;
}
