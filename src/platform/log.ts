/**
 * One structured line a happening, for Workers Logs and `wrangler tail`.
 * Fields are ids and numbers only: never a key, a token, an endpoint or a text of a notification.
 */
export function log(
  level: 'info' | 'warn' | 'error',
  happening: string,
  fields: Readonly<Record<string, string | number | boolean | undefined>> = {},
): void {
  console[level](JSON.stringify({ happening, ...fields }));
}

/** What an unknown thrown value says, cut short. */
export function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 300);
}
