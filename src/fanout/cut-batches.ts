import type { AudienceCursor, BatchRecipient } from '../contract/queue-message.ts';

/** Members of a batch, which one message offers to. */
export const MOST_MEMBERS = 250;
/** A queue bills a message of up to 64 KB as one; this leaves room for what wraps the recipients, bytes. */
const MOST_BYTES = 56_000;

/** A batch and the place in the audience where it ends. */
export interface Cut {
  readonly recipients: readonly BatchRecipient[];
  readonly until: AudienceCursor;
}

/** Cuts members, in the order of the audience, into batches that each fit a queue message. */
export function cutBatches(members: readonly (BatchRecipient & { readonly hash: number })[]): Cut[] {
  const cuts: { recipients: BatchRecipient[]; until: AudienceCursor; bytes: number }[] = [];
  for (const { hash, ...recipient } of members) {
    const bytes = new TextEncoder().encode(JSON.stringify(recipient)).length + 1;
    const until = { hash, member: recipient.member };
    const last = cuts.at(-1);
    if (last && last.recipients.length < MOST_MEMBERS && last.bytes + bytes <= MOST_BYTES) {
      last.recipients.push(recipient);
      last.until = until;
      last.bytes += bytes;
    } else {
      cuts.push({ recipients: [recipient], until, bytes });
    }
  }
  return cuts.map(({ recipients, until }) => ({ recipients, until }));
}
