import { bounded } from '../platform/bounded.ts';
import { sha256Hex } from '../platform/hash.ts';
import { censusPartition, type Stubs } from '../platform/stubs.ts';

/** What a member's object does with a subscription, given its claim; answers the device's id, if there is one. */
export type Put = (claim: number) => Promise<string | undefined>;

/**
 * Gives an endpoint to a member, and takes it from whoever had it: a browser rings for one member of a tenant, the one who
 * registered it last. First the books say whose it is, then the former holders let go, then the member's object keeps it.
 * Whoever finds at the end that it was claimed by somebody else meanwhile lets go as well, so of two at once exactly one
 * keeps it. Safe to repeat at any point; throws when an object cannot be reached.
 *
 * The books are in the census, in the partition of the endpoint's hash. A device that was registered before there were
 * any is in them from its next registration on.
 */
export async function holdEndpoint(of: Stubs, member: string, endpoint: string, put: Put): Promise<string | undefined> {
  const books = booksOf(of, endpoint);
  const { claim, before } = await books.census.claimEndpoint(books.key, member);
  for (const each of before) await of.member(each.member).letGo(endpoint, claim);
  const id = await put(claim);
  const newest = await books.census.confirmEndpoint(books.key, before);
  if (newest > claim) await of.member(member).letGo(endpoint, newest);
  else if (id === undefined) await books.census.releaseEndpoint(books.key, member);
  return id;
}

/** Tells the books that a member has no device of an endpoint any more. */
export async function releaseEndpoint(of: Stubs, member: string, endpoint: string): Promise<void> {
  const { census, key } = booksOf(of, endpoint);
  await census.releaseEndpoint(key, member);
}

/** Releases all endpoints of a member who is to be erased. Throws when the books cannot be reached. */
export async function releaseEndpoints(of: Stubs, member: string): Promise<void> {
  const held = await of.member(member).endpoints();
  const answers = await bounded(held, PARALLEL, ({ endpoint }) => releaseEndpoint(of, member, endpoint));
  const failed = answers.find(({ status }) => status === 'rejected');
  if (failed) throw new Error('an endpoint of the member could not be released');
}

/** Partitions asked at once. */
const PARALLEL = 8;

function booksOf(of: Stubs, endpoint: string) {
  const key = sha256Hex(endpoint);
  return { key, census: of.census(censusPartition(key)) };
}
