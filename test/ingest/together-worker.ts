import { acceptTogether } from '../../src/ingest/accept-together.ts';

/** What a test posts to this Worker: an entry to bring to a part of a log. */
export interface TogetherOrder {
  readonly part: string;
  readonly id: string;
  /** ms that a call takes which this request makes. */
  readonly takes: number;
}

/** What this Worker answers: what was accepted, and the number of calls that were made to the part so far. */
export interface TogetherAnswer {
  readonly accepted: readonly string[];
  readonly calls: number;
}

const calls = new Map<string, number>();

/** A Worker that does nothing but bring entries to parts of a log, each in a request of its own. */
export default {
  async fetch(request) {
    const { part, id, takes } = await request.json<TogetherOrder>();
    const entry = { id, hash: id, source: 'test', digest: id, entry: '{}' };
    const accepted = await acceptTogether(part, [entry], 20, async (entries) => {
      calls.set(part, (calls.get(part) ?? 0) + 1);
      await scheduler.wait(takes);
      return entries.map((each) => ({ kind: 'new', id: each.id }));
    });
    const answer: TogetherAnswer = { accepted: accepted.map((each) => each.id), calls: calls.get(part) ?? 0 };
    return Response.json(answer);
  },
} satisfies ExportedHandler;
