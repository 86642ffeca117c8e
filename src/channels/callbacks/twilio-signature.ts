import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Whether Twilio has signed a form that it posted to this URL: HMAC-SHA-1 under the account's auth token over the URL and
 * the parameters in order of their names ("Validating requests" of its security guide). As its own libraries, it takes
 * the URL with and without the port, because what signs there is not of one mind.
 */
export function isSignedByTwilio(url: string, form: URLSearchParams, signature: string, authToken: string): boolean {
  const given = Buffer.from(signature, 'base64');
  const names = [...new Set(form.keys())].sort();
  // Of a parameter that is there several times each value counts once, in order.
  const told = names
    .map((name) =>
      [...new Set(form.getAll(name))]
        .sort()
        .map((value) => name + value)
        .join(''),
    )
    .join('');
  return spellingsOf(url).some((each) => {
    const made = createHmac('sha1', authToken)
      .update(each + told)
      .digest();
    return given.length === made.length && timingSafeEqual(given, made);
  });
}

function spellingsOf(url: string): string[] {
  const [, scheme, host = '', rest = ''] = /^(https?):\/\/([^/?]+)(.*)$/s.exec(url) ?? [];
  if (scheme === undefined) return [url];
  const name = host.replace(/:\d+$/, '');
  const port = scheme === 'https' ? 443 : 80;
  return [...new Set([url, `${scheme}://${name}${rest}`, `${scheme}://${name}:${port}${rest}`])];
}
