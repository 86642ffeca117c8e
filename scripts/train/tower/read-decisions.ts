import type { Decisions } from '../../../src/client/decisions.ts';
import type { Members } from '../../../src/client/members.ts';
import { type DecisionFilter, type DecisionRow, rowOfDecision } from './decision-rows.ts';

/** Members that are read at once, and entries of a page. */
const IN_FLIGHT = 8;
const PAGE = 200;

/** What was read. */
export interface DecisionsRead {
  /** Oldest first. */
  readonly rows: readonly DecisionRow[];
  readonly members: number;
  /** Decisions, wanted or not. */
  readonly decisions: number;
}

/** The wanted decisions about all members of a tenant, several members at a time. */
export async function readDecisions(
  tower: { readonly members: Pick<Members, 'all'>; readonly decisions: Pick<Decisions, 'page'> },
  wanted: DecisionFilter,
): Promise<DecisionsRead> {
  const found: { readonly key: string; readonly row: DecisionRow }[] = [];
  let members = 0;
  let decisions = 0;
  const waiting = tower.members.all()[Symbol.asyncIterator]();
  const readNext = async (): Promise<void> => {
    for (let next = await waiting.next(); !next.done; next = await waiting.next()) {
      const { id } = next.value;
      members++;
      let cursor: string | undefined;
      do {
        const page = await tower.decisions.page(id, { limit: PAGE, cursor });
        for (const entry of page.items) {
          decisions++;
          const row = rowOfDecision(entry, wanted);
          if (row) found.push({ key: `${entry.event} ${id}`, row });
        }
        cursor = page.next ?? undefined;
      } while (cursor !== undefined);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, readNext));
  // Whoever was read first: the same decisions are the same rows in the same order.
  found.sort((one, other) => one.row.at - other.row.at || (one.key < other.key ? -1 : 1));
  return { rows: found.map(({ row }) => row), members, decisions };
}
