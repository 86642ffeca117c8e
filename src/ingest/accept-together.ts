import type { Acceptance } from './acceptance.ts';
import type { NewEvent } from './store.ts';

/** A call that took them along and has not ended by then has died with its request, ms. */
const SILENT = 2_000;
/** Characters of what goes together beside the caller's own: a call stays small. */
const MOST_TOGETHER = 1_000_000;

/** Brings entries to a part of the log. */
type Call = (entries: readonly NewEvent[]) => Promise<Acceptance[]>;

/** What a request that waits is told: the answers for its entries, to call for all that wait, or to call by itself. */
type Word = readonly Acceptance[] | 'lead' | 'alone';

interface Waiting {
  readonly entries: readonly NewEvent[];
  readonly tell: (word: Word) => void;
}

/** The requests of this isolate that bring entries to one part of the log. */
interface Line {
  readonly waiting: Set<Waiting>;
  /** The newest call; undefined when it has ended. */
  call: object | undefined;
}

const lines = new Map<string, Line>();

/**
 * Brings a request's entries to a part of the log, by its name. The first one calls at once; those that come
 * while a call is under way go in one call together when it has ended, or after `longest` ms: it may be slow, or have died
 * with its request. So the busier a part is the fewer calls an event costs, and a quiet one makes nobody wait. A call that
 * fails fails only who made it: the others call by themselves, and what they bring is known by its hash if it was kept.
 */
export async function acceptTogether(
  part: string,
  entries: readonly NewEvent[],
  longest: number,
  call: Call,
): Promise<readonly Acceptance[]> {
  const line = lineOf(part);
  if (line.call) {
    const word = await wait(line, entries, longest);
    if (word === 'alone') return call(entries);
    if (word !== 'lead') return word;
  }
  const mine = {};
  line.call = mine;
  const others = takeSome(line.waiting);
  try {
    const accepted = await call([...entries, ...others.flatMap((each) => each.entries)]);
    let place = entries.length;
    for (const each of others) {
      each.tell(accepted.slice(place, place + each.entries.length));
      place += each.entries.length;
    }
    return accepted.slice(0, entries.length);
  } catch (error) {
    for (const each of others) each.tell('alone');
    throw error;
  } finally {
    if (line.call === mine) handOn(part, line);
  }
}

function lineOf(part: string): Line {
  const known = lines.get(part);
  if (known) return known;
  const line: Line = { waiting: new Set(), call: undefined };
  lines.set(part, line);
  return line;
}

/** The next one may call, with all that wait. Should its request have died, whoever comes next waits a little in vain. */
function handOn(part: string, line: Line): void {
  const [next] = line.waiting;
  line.call = undefined;
  if (next) lead(line, next);
  else lines.delete(part);
}

/** From here on it has a call under way, although its request has not gone on yet. */
function lead(line: Line, next: Waiting): void {
  line.waiting.delete(next);
  line.call = next;
  next.tell('lead');
}

/** Takes those who have waited longest, as many as there is room for. */
function takeSome(waiting: Set<Waiting>): Waiting[] {
  const taken: Waiting[] = [];
  let room = MOST_TOGETHER;
  for (const each of waiting) {
    room -= each.entries.reduce((sum, { entry }) => sum + entry.length, 0);
    if (room < 0) break;
    waiting.delete(each);
    taken.push(each);
  }
  return taken;
}

/**
 * Waits for word. The timers are not only for the worst: a request that waits for nothing of its own, but for another
 * one, is taken for hung and is cancelled.
 */
async function wait(line: Line, entries: readonly NewEvent[], longest: number): Promise<Word> {
  const { promise, resolve } = Promise.withResolvers<Word>();
  const own: Waiting = { entries, tell: resolve };
  line.waiting.add(own);
  let timer = setTimeout(() => {
    if (line.waiting.has(own)) lead(line, own);
    else timer = setTimeout(() => resolve('alone'), SILENT);
  }, longest);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}
