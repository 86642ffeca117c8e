/**
 * The member (`sub`) a token speaks for, read without checking the signature: only to tell a renewed token of the same
 * member from the token of another one. A token that cannot be read counts as its own member.
 */
export function tokenMember(token: string): string {
  try {
    const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const bytes = Uint8Array.from(atob(payload), (character) => character.charCodeAt(0));
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof claims === 'object' && claims !== null && 'sub' in claims && typeof claims.sub === 'string') {
      return claims.sub;
    }
  } catch {
    // Not a JWT: compared as it is.
  }
  return token;
}
