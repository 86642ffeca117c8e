import fc from 'fast-check';
import type { CandidateActivity, OfferedCandidate } from '../../src/contract/activity.ts';
import type { Policy, ScoringModel } from '../../src/contract/policy.ts';
import { offerTo } from '../../src/member/offer-to.ts';
import { browser, candidateAt, DAY, HOUR, idAt, type MemberStub, NOON, TIMELINE_ONLY } from './world.ts';

/** A member as they are made, and what is offered to them then. */
export interface World {
  readonly name: string;
  readonly make: (member: MemberStub) => Promise<unknown>;
  /** Statements that write and alarms that are set, when nothing fails; not said of random ones. */
  readonly writes?: number;
  readonly candidates: readonly OfferedCandidate[];
  readonly now: number;
  readonly lease: boolean;
}

const SECOND = 1_000;
const silent = (ms: number) => candidateAt(NOON + ms, TIMELINE_ONLY);
const own = (ms: number) => candidateAt(NOON + ms, {}, { actor: 'bob' });
const pushed = (ms: number, policy: Partial<Policy> = {}, change: Partial<CandidateActivity> = {}) =>
  candidateAt(NOON + ms, policy, { item: `item-${ms}`, actor: `author-${ms}`, ...change });

/** Something that collapses into the story of a photo. */
function like(ms: number, actor: string): OfferedCandidate {
  return candidateAt(NOON + ms, { collapse: { window: DAY } }, { type: 'like', actor, item: 'photo', group: 'photo' });
}

/** Something that waits for the digest of its type. */
function post(ms: number): OfferedCandidate {
  const digest = { key: 'type:post.published', window: { fixed: HOUR }, minimum: 1, title: '{{count}}', url: '/' };
  return candidateAt(NOON + ms, { digest }, { actor: `author-${ms}`, item: `post-${ms}` });
}

/** Something that is scored, and whose audience asks for a bound that an opening lifts; `intercept` decides the rest. */
function asked(ms: number, key: string, intercept: number): OfferedCandidate {
  const open = { intercept, weights: { 'type.opened.7d': 1 } };
  const digest = String(intercept);
  const model: ScoringModel = { kind: 'logistic', open, defaults: {}, name: 'clicks', version: 3, digest };
  const relevance = { floor: 0.3, value: 1, cost: 0 };
  const candidate = candidateAt(NOON + ms, { ...TIMELINE_ONLY, model, relevance });
  return { ...candidate, edges: [{ node: 'star', kind: 'follow', strength: 0.5 }], bound: { node: 'star', key } };
}

const sent = (ms: number) => ({
  notification: idAt(NOON + ms),
  device: 'browser-1',
  outcome: { kind: 'sent' } as const,
});

/** A member with a browser, of whom there is an entry and an alarm at the end of its keeping. */
async function known(member: MemberStub): Promise<void> {
  await member.registerDevice(browser(1));
  await offerTo(member, [silent(0)], NOON, false);
}

/** The same, whose browser shows a story. */
async function withStory(member: MemberStub): Promise<void> {
  await known(member);
  await offerTo(member, [like(1, 'ada')], NOON, false);
  await member.settle([sent(1)], NOON);
}

/** The oldest are a story with one who has joined it, one that waits with the moment of another, and one that rang. */
async function full(member: MemberStub): Promise<void> {
  await member.registerDevice(browser(1));
  await offerTo(member, [like(0, 'ada'), like(1, 'cleo'), post(2), pushed(3), post(4)], NOON, false);
  await member.settle([sent(0), sent(3)], NOON);
  const rest = Array.from({ length: 995 }, (_, place) => silent(5 + place));
  for (let start = 0; start < rest.length; start += 100) {
    await offerTo(member, rest.slice(start, start + 100), NOON, false);
  }
}

/** Of whom audiences keep as many bounds as are remembered. */
async function muchAsked(member: MemberStub): Promise<void> {
  await known(member);
  const all = Array.from({ length: 50 }, (_, place) => asked(place + 1, `k${place}`, 2));
  await offerTo(member, all, NOON, false);
}

/** What rang and was not settled: one that has expired meanwhile, and one of which a device is gone. */
async function unsettled(member: MemberStub): Promise<void> {
  await known(member);
  await member.registerDevice(browser(2));
  await offerTo(member, [expiring, pushed(2)], NOON, false);
  await member.removeDevice('browser-2');
}
const expiring = candidateAt(NOON + 1, {}, { expiresAt: NOON + 100 * SECOND });

const nobody = async () => undefined;
const at = (candidates: readonly OfferedCandidate[], lease = false, now = NOON + 5 * SECOND) => ({
  candidates,
  now,
  lease,
});
const many = Array.from({ length: 150 }, (_, place) => own(10 + place));
const capped = [10, 11, 12].map((ms) => pushed(ms, { memberPerDay: 1 }));
const late = at([expiring, pushed(2), silent(9)], false, NOON + 200 * SECOND);
const mix = at([pushed(10), own(11), silent(12), like(13, 'cleo'), post(14)], true);

/** What a random offer is made of, by when it happened and how often its tenant rings in a day; a policy is of a type. */
const KINDS: readonly ((ms: number, memberPerDay: number) => OfferedCandidate)[] = [
  silent,
  own,
  post,
  (ms, memberPerDay) => pushed(ms, { memberPerDay }, { type: 'plain' }),
  (ms, memberPerDay) => pushed(ms, { memberPerDay }, { type: 'short', expiresAt: NOON + 100 * SECOND }),
  (ms, memberPerDay) => pushed(ms, { memberPerDay, typeCaps: { perDay: 1 } }, { type: 'rare' }),
  (ms) => pushed(ms, { class: 'transactional', remind: { after: HOUR, times: 2 } }, { type: 'alert' }),
  (ms) => like(ms, `liker-${ms % 3}`),
  (ms) => asked(ms, `key-${ms % 4}`, ms % 2 === 0 ? 2 : -5),
];

/** Two offers of any kinds in any order, the second of which also repeats some of the first. */
export const randomWorlds: fc.Arbitrary<World> = fc
  .record({
    first: anyOf(0, 4),
    second: anyOf(1, 6),
    repeats: fc.nat({ max: 4 }),
    after: fc.constantFrom(0, 10 * SECOND, 200 * SECOND),
    lease: fc.boolean(),
    perDay: fc.constantFrom(1, 2, 5),
  })
  .map(({ first, second, repeats, after, lease, perDay }) => {
    const before = first.map(([kind, place]) => kind(10 + place, perDay));
    const more = second.map(([kind, place]) => kind(40 + place, perDay));
    const make = async (member: MemberStub) => {
      await withStory(member);
      await offerTo(member, before, NOON + SECOND, lease);
    };
    return { name: 'any', make, ...at([...before.slice(0, repeats), ...more], lease, NOON + SECOND + after) };
  });

function anyOf(minLength: number, maxLength: number) {
  const one = fc.tuple(fc.constantFrom(...KINDS), fc.nat({ max: 29 }));
  return fc.uniqueArray(one, { minLength, maxLength, selector: ([, place]) => place });
}

export const WORLDS: readonly (World & { readonly writes: number })[] = [
  { name: 'one for the timeline', make: known, writes: 1, ...at([silent(10)]) },
  { name: 'one that is dropped', make: known, writes: 1, ...at([own(10)]) },
  { name: 'more dropped than share a row', make: known, writes: 2, ...at(many) },
  { name: 'one that is pushed with a lease', make: known, writes: 2, ...at([pushed(10)], true) },
  { name: 'one that joins a story on a device', make: withStory, writes: 3, ...at([like(10, 'b')]) },
  { name: 'two that join a story on a device', make: withStory, writes: 4, ...at([like(10, 'b'), like(11, 'c')]) },
  { name: 'a story from its beginning', make: known, writes: 5, ...at([like(10, 'a'), like(11, 'b'), like(12, 'c')]) },
  { name: 'one that waits for a digest', make: known, writes: 2, ...at([post(10)]) },
  { name: 'a digest from its beginning', make: known, writes: 4, ...at([post(10), post(11), post(12)]) },
  { name: 'what waits for a slot', make: known, writes: 4, ...at(capped) },
  { name: 'more than a history takes', make: full, writes: 9, ...at([1_000, 1_001, 1_002, 1_003].map(silent)) },
  { name: 'a bound too many', make: muchAsked, writes: 5, ...at([asked(100, 'new', 2), asked(101, 'low', -5)]) },
  { name: 'a repeat of what was not settled', make: unsettled, writes: 4, ...late },
  { name: 'one to a brand-new member', make: nobody, writes: 4, ...at([silent(10)]) },
  { name: 'a story to a brand-new member', make: nobody, writes: 5, ...at([like(10, 'a'), like(11, 'b')], true) },
  { name: 'a mix of five', make: withStory, writes: 7, ...mix },
];
