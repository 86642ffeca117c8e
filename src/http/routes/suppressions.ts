import { isSuppressed, release, suppress } from '../../audience/suppressions.ts';
import { isSuppressionCursor, listSuppressions } from '../../audience/suppressions-list.ts';
import type { SuppressionRow } from '../../audience/suppressions-store.ts';
import { toInstant } from '../../contract/identifier.ts';
import { BulkAnswer, pageOf } from '../../contract/page.ts';
import { SuppressedAddress, Suppression, SuppressionLine, SuppressionQuery } from '../../contract/suppression.ts';
import { readLines } from '../body.ts';
import { bulkAnswer } from '../bulk.ts';
import { type App, objectsOf } from '../context.ts';
import { addRoute } from '../describe.ts';
import { checkCursor, checkNoCursor, readQuery } from '../parameters.ts';

const tags = ['Suppressions'];

/** Addresses that nothing is sent to, whoever has them. */
export function addSuppressionRoutes(app: App): void {
  addRoute(
    app,
    'put',
    '/v1/suppressions',
    {
      summary:
        'Send nothing to these addresses any more, in bulk: the list of a provider that was used before, or some',
      tags,
      security: { scope: 'admin' },
      body: { schema: SuppressionLine, bulk: true },
      answer: { status: 200, schema: BulkAnswer, description: 'What was taken and what was not' },
    },
    async (context) => {
      const lines = await readLines(context, SuppressionLine);
      const of = objectsOf(context);
      return context.json(await bulkAnswer(lines, (good) => suppress(of, good, 'operator', Date.now())));
    },
  );

  addRoute(
    app,
    'delete',
    '/v1/suppressions',
    {
      summary: 'Let these addresses take something again, in bulk; one that is not suppressed takes something already',
      tags,
      security: { scope: 'admin' },
      body: { schema: SuppressedAddress, bulk: true },
      answer: { status: 200, schema: BulkAnswer, description: 'What was taken and what was not' },
    },
    async (context) => {
      const lines = await readLines(context, SuppressedAddress);
      const of = objectsOf(context);
      return context.json(await bulkAnswer(lines, (good) => release(of, good, 'operator')));
    },
  );

  addRoute(
    app,
    'get',
    '/v1/suppressions',
    {
      summary: 'The addresses that nothing is sent to, in a stable order, or one of them',
      tags,
      security: { scope: 'admin' },
      query: SuppressionQuery,
      answer: { status: 200, schema: pageOf(Suppression), description: 'A page of addresses' },
    },
    async (context) => {
      const { channel, address, cursor, limit } = readQuery(context, SuppressionQuery);
      const of = objectsOf(context);
      if (channel !== undefined && address !== undefined) {
        checkNoCursor(context);
        const row = await isSuppressed(of, channel, address);
        return context.json({ items: row ? [viewOf(row)] : [], next: null });
      }
      checkCursor(cursor, isSuppressionCursor);
      const { rows, next } = await listSuppressions(of, channel, cursor, limit);
      return context.json({ items: rows.map(viewOf), next: next ?? null });
    },
  );
}

function viewOf({ channel, address, reason, at, members }: SuppressionRow): Suppression {
  return { channel, address, reason, at: toInstant(at), members: members.map(({ member }) => member) };
}
