/** The digits of an event's id: Crockford's base 32. */
export const BASE32 = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** When the event of this id happened, ms since the epoch. */
export function timeOfEventId(id: string): number {
  let time = 0;
  for (const character of id.slice(0, 10)) time = time * 32 + BASE32.indexOf(character);
  return time;
}
