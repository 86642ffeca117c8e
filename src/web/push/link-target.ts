/**
 * Where a click on a push leads: the link itself when it stays on this origin, or is by https on one of the other origins
 * that the deployment allows; the app's own page otherwise. So neither a script, nor a data URL, nor a protocol-relative
 * link, nor another site is ever opened.
 */
export function linkTarget(link: string, origin: string, allowed: readonly string[] = []): string {
  const home = `${origin}/`;
  const target = URL.parse(link || '/', origin);
  // A blob has the origin of whoever made it, and is a document of theirs all the same.
  if (!target || !/^https?:$/.test(target.protocol) || `${target.username}${target.password}` !== '') return home;
  if (target.origin === origin) return target.href;
  return target.protocol === 'https:' && allowed.includes(target.origin) ? target.href : home;
}
