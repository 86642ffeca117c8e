/** 32-bit FNV-1a: offset basis and prime. */
const [BASIS, PRIME] = [0x811c9dc5, 0x01000193];
const RANGE = 2 ** 32;

/**
 * A wait of 0 up to, not including, `most` ms: always the same one of a member, and evenly spread over members. So what
 * is planned for one moment of a million members does not go out in the same second.
 */
export function jitter(member: string, most: number): number {
  return Math.floor((hashOf(member) / RANGE) * Math.max(most, 0));
}

/** FNV-1a, then the finish of MurmurHash3: ids that differ in a last digit are far apart. */
function hashOf(text: string): number {
  let hash = BASIS;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), PRIME);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
