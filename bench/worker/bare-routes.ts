import type { CloudEvent } from '../../src/contract/event.ts';
import { bounded } from '../../src/platform/bounded.ts';
import type { BenchEnvironment } from './bench-environment.ts';
import type { BarePushOrder } from './orders.ts';

/** Objects called at once for one body: as many as the product calls. */
const PARALLEL = 32;

/** The floor of accepting an event: JSON parsed, one call of one object, one row. */
export async function acceptBare(request: Request, env: BenchEnvironment): Promise<Response> {
  const event = await request.json<CloudEvent>();
  await keep(env, event);
  return Response.json({ id: event.id }, { status: 202 });
}

/** The same for every line of an NDJSON body. */
export async function acceptBareLines(request: Request, env: BenchEnvironment): Promise<Response> {
  const text = await request.text();
  const events = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as CloudEvent);
  const kept = await bounded(events, PARALLEL, (event) => keep(env, event));
  const lost = kept.find((each) => each.status === 'rejected');
  if (lost) throw lost.reason;
  return Response.json(
    events.map(({ id }) => ({ id })),
    { status: 202 },
  );
}

/** The floor of a bulk load: every line parsed, all of them kept by one object in one statement. */
export async function keepBareLines(request: Request, env: BenchEnvironment): Promise<Response> {
  const lines = (await request.text()).split('\n').filter((line) => line !== '');
  const rows = lines.map((line) => [JSON.parse(line).from, line]);
  await env.BARE.getByName(crypto.randomUUID()).putMany(JSON.stringify(rows));
  return Response.json({ accepted: rows.length });
}

/** The floor of a push: answered when the row is kept, posted after that. */
export async function pushBare(request: Request, env: BenchEnvironment, context: ExecutionContext): Promise<Response> {
  const { object, id, body, url } = await request.json<BarePushOrder>();
  await env.BARE.getByName(object).put(id, body);
  context.waitUntil(post(url, body));
  return Response.json({ id }, { status: 202 });
}

function keep(env: BenchEnvironment, { id, data }: CloudEvent): Promise<void> {
  return env.BARE.getByName(data.recipients?.[0] ?? '').put(id, JSON.stringify(data));
}

async function post(url: string, body: string): Promise<void> {
  const response = await fetch(url, { method: 'POST', body });
  await response.body?.cancel();
}
