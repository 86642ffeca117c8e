import type { z } from '@hono/zod-openapi';
import {
  DatasetEntry,
  DatasetName,
  DatasetView,
  FeatureAnswer,
  FeatureLine,
  FeaturePush,
} from '../../contract/features.ts';
import { pageOf } from '../../contract/page.ts';
import { listDatasets, readDataset, removeDataset } from '../../features/datasets.ts';
import { datasetsChanged } from '../../features/freshness.ts';
import { type FullPush, pushFeatures } from '../../features/push-features.ts';
import { paced } from '../../platform/pace.ts';
import { readLines } from '../body.ts';
import { bulkAnswer } from '../bulk.ts';
import { type App, type Ctx, objectsOf } from '../context.ts';
import { addRoute } from '../describe.ts';
import { Refused } from '../failure.ts';
import { checkNoCursor, readParameter, readQuery } from '../parameters.ts';

const tags = ['Models'];

export function addFeatureRoutes(app: App): void {
  addRoute(
    app,
    'put',
    '/v1/features/{dataset}',
    {
      summary: 'Push features of members, of their edges, and of actors, entities and items, in bulk',
      tags,
      security: { scope: 'features' },
      query: FeaturePush,
      body: { schema: FeatureLine, bulk: true },
      answer: { status: 200, schema: FeatureAnswer, description: 'What was taken and what was not, in lines and rows' },
      problems: [409],
    },
    async (context) => {
      const dataset = readDatasetName(context);
      const query = readQuery(context, FeaturePush);
      const lines = await readLines(context, FeatureLine);
      const good = lines.flatMap((line) => ('value' in line ? [line.value] : []));
      const isClean = good.length === lines.length;
      const full = fullPushOf(query, isClean);
      const { tenant } = context.var.caller;
      const pushed = await pushFeatures(
        objectsOf(context),
        { dataset, lines: good, now: Date.now(), ...(full ? { full } : {}) },
        paceOf(context),
      );
      if (pushed.kind !== 'pushed') throw new Refused(refusalOf(pushed.kind));
      datasetsChanged(tenant);
      const { failures, version, written, unchanged, retired } = pushed;
      const answer = await bulkAnswer(lines, async () => failures);
      return context.json({ ...answer, version, written, unchanged, retired });
    },
  );

  addRoute(
    app,
    'get',
    '/v1/features',
    {
      summary: 'The datasets that features were pushed to',
      tags,
      security: { scope: 'features' },
      answer: { status: 200, schema: pageOf(DatasetEntry), description: 'All of them, by name' },
    },
    async (context) => {
      checkNoCursor(context);
      return context.json({ items: await listDatasets(objectsOf(context), Date.now()), next: null });
    },
  );

  addRoute(
    app,
    'get',
    '/v1/features/{dataset}',
    {
      summary: 'How old a dataset is, and how much of it there is',
      tags,
      security: { scope: 'features' },
      answer: { status: 200, schema: DatasetView, description: 'Exact when nothing is being pushed' },
      problems: [404],
    },
    async (context) => {
      const view = await readDataset(objectsOf(context), readDatasetName(context), Date.now());
      if (!view) throw new Refused({ kind: 'not-found', what: 'such dataset' });
      return context.json(view);
    },
  );

  addRoute(
    app,
    'delete',
    '/v1/features/{dataset}',
    {
      summary: 'Take a dataset away, with all of its rows',
      tags,
      security: { scope: 'features' },
      answer: { status: 204, description: 'Gone' },
      problems: [404],
    },
    async (context) => {
      const name = readDatasetName(context);
      const isKnown = await removeDataset(objectsOf(context), name, Date.now(), paceOf(context));
      if (!isKnown) throw new Refused({ kind: 'not-found', what: 'such dataset' });
      datasetsChanged(context.var.caller.tenant);
      return context.body(null, 204);
    },
  );
}

/** A request of which a line is bad does not end its push: what the line should have named would go. */
function fullPushOf({ mode, push, last }: z.output<typeof FeaturePush>, isClean: boolean): FullPush | undefined {
  if (mode === 'delta') return undefined;
  return { id: push ?? crypto.randomUUID(), last: isClean && (push === undefined || last === 'true') };
}

function refusalOf(kind: 'replaced' | 'nothing') {
  if (kind === 'replaced') {
    return {
      kind: 'conflict',
      detail: 'Another full push of the dataset has begun since: begin a new one, with an id of its own',
    } as const;
  }
  const message = 'a full push names no row, and would take all of them away: use DELETE for that';
  return { kind: 'invalid', errors: [{ path: '', message }] } as const;
}

function readDatasetName(context: Ctx): string {
  return readParameter(context, 'dataset', DatasetName);
}

/** Every member is an object: on one machine so many may be woken in a second. */
function paceOf(context: Ctx) {
  return paced(Number(context.env.TOWER_PACE));
}
