import type { EdgeKey } from '../contract/edge.ts';
import { bounded } from '../platform/bounded.ts';
import { messageOf } from '../platform/log.ts';
import { objectName } from '../platform/names.ts';
import type { Stubs } from '../platform/stubs.ts';
import type { ShardWritten, Unborn } from './audience.ts';
import { type EdgeFailure, type EdgeLine, failuresOf } from './edge-failure.ts';
import { routeOf } from './route.ts';
import { type ShardPlace, slotOf } from './trie.ts';

/** Calls to shards under way at once. */
const PARALLEL = 32;
/** Edges of one call: 3 MB at the longest ids. */
const EDGES_PER_CALL = 5_000;
/** Each round goes at least one level down the trie or back to the root, so a few are enough. */
const ROUNDS = 8;

/** Awaited before every call to a shard; on one machine it keeps the objects that live at once within its open files. */
export type Pace = () => Promise<void>;

/** Never waits: deployed Workers need no pace. */
export const unpaced: Pace = async () => {};

interface Call<Line extends EdgeKey> {
  readonly node: string;
  readonly place: ShardPlace;
  readonly lines: EdgeLine<Line>[];
}

/**
 * Writes edges to the shards that hold them, whatever splits meanwhile: each to exactly one. Gives the lines that
 * could not be written; one node or shard that fails never fails another.
 */
export async function writeShards<Line extends EdgeKey>(
  stubs: Stubs,
  lines: readonly EdgeLine<Line>[],
  write: (stub: ReturnType<Stubs['audience']>, lines: readonly EdgeLine<Line>[]) => Promise<ShardWritten | Unborn>,
  pace: Pace,
): Promise<EdgeFailure[]> {
  const failures: EdgeFailure[] = [];
  let pending = lines;
  for (let round = 0; round < ROUNDS && pending.length > 0; round++) {
    const calls = callsFor(stubs, pending);
    const answers = await bounded(calls, PARALLEL, async ({ node, place, lines }) => {
      await pace();
      return write(stubs.audience(node, place.level, place.shard), lines);
    });
    const refused: EdgeLine<Line>[] = [];
    for (const [index, answer] of answers.entries()) {
      const call = calls[index];
      if (!call) continue;
      if (answer.status === 'rejected') failures.push(...failuresOf(call.lines, messageOf(answer.reason)));
      else refused.push(...refusedBy(stubs, call, answer.value));
    }
    pending = refused;
  }
  return [...failures, ...failuresOf(pending, 'no shard of the audience took the edge')];
}

/** The lines that a shard did not write, because other shards hold them; learns where they are. */
function refusedBy<Line extends EdgeKey>(
  stubs: Stubs,
  { node, place, lines }: Call<Line>,
  answer: ShardWritten | Unborn,
): readonly EdgeLine<Line>[] {
  if (answer.kind === 'unborn') {
    routeOf(stubs, node).forget();
    return lines;
  }
  if (answer.moved.length === 0) return [];
  routeOf(stubs, node).learn(place, answer.moved);
  const moved = new Set(answer.moved);
  return lines.filter((line) => moved.has(slotOf(place.level, line.hash)));
}

function callsFor<Line extends EdgeKey>(stubs: Stubs, lines: readonly EdgeLine<Line>[]): Call<Line>[] {
  const calls: Call<Line>[] = [];
  const open = new Map<string, Call<Line>>();
  for (const [node, ofNode] of Map.groupBy(lines, (line) => line.edge.to)) {
    const route = routeOf(stubs, node);
    for (const line of ofNode) {
      const place = route.locate(line.hash);
      const key = objectName(node, place.level, place.shard);
      let call = open.get(key);
      if (!call || call.lines.length === EDGES_PER_CALL) {
        call = { node, place, lines: [] };
        open.set(key, call);
        calls.push(call);
      }
      call.lines.push(line);
    }
  }
  return calls;
}
