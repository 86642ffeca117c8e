import { BoundedMap } from '../../platform/bounded-map.ts';
import { decodeEntities, isLinkAttribute } from '../../platform/liquid/html-attributes.ts';
import { escapeLink, safeUrl } from '../../platform/liquid/places.ts';
import { walkHtml } from '../../platform/liquid/walk-html.ts';
import { lately } from './lately.ts';

/**
 * A link as it can stand in an email: by http or https, one within the app led to the origin of this deployment.
 * Undefined when it leads nowhere from there: without an origin, or by any other scheme or to a host that it hides.
 */
export function absoluteLink(link: string, origin: string | undefined): string | undefined {
  const safe = safeUrl(link);
  if (safe === '') return undefined;
  if (/^https?:/i.test(safe)) return new URL(safe).href;
  if (origin === undefined || !URL.canParse(safe, origin)) return undefined;
  const url = new URL(safe, origin);
  return url.origin === new URL(origin).origin ? url.href : undefined;
}

/**
 * HTML of a tenant as it can stand in an email: every link is absolute, and what is no link for an email (a script, a
 * file, a host that is hidden) is left out with its attribute, as is what would run a script.
 */
export function withAbsoluteLinks(html: string, origin: string | undefined): string {
  const known = writers.get(origin);
  if (known) return known(html);
  const writer = lately((text) => write(text, origin));
  writers.set(origin, writer);
  return writer(html);
}

/** A deployment has one origin, or none. */
const writers = new BoundedMap<string | undefined, (html: string) => string>(1);

function write(html: string, origin: string | undefined): string {
  return walkHtml(html, {
    text: (text) => text,
    fixed: (text) => text,
    attribute: (name, value) => {
      if (name.startsWith('on') || LEFT_OUT.has(name)) return undefined;
      if (!isLinkAttribute(name)) return value;
      const link = decodeEntities(value).trim();
      if (isKept(name, link)) return value;
      const absolute = absoluteLink(link, origin);
      return absolute === undefined ? undefined : escapeLink(absolute);
    },
  });
}

const LEFT_OUT = new Set(['srcdoc', 'srcset', 'imagesrcset']);

/** What needs no host: a place in the email, a letter or a call, a picture that the email brings. */
function isKept(name: string, link: string): boolean {
  if (name === 'href') return /^#[\w-]*$/.test(link) || /^(?:mailto|tel|sms):[^\s<>]*$/i.test(link);
  return name === 'src' && /^(?:cid:[\w.@-]+|data:image\/(?:png|gif|jpeg|webp);base64,[\w+/=]*)$/i.test(link);
}
