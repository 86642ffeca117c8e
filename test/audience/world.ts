/// <reference types="@cloudflare/vitest-plugin/types" />
import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import type { Audience } from '../../src/audience/audience.ts';
import { readNodePage } from '../../src/audience/read-node-page.ts';
import type { Edge } from '../../src/contract/edge.ts';
import type { AudienceCursor, HashRange } from '../../src/contract/queue-message.ts';
import type { Environment } from '../../src/platform/environment.ts';
import { memberHash } from '../../src/platform/hash.ts';
import { type Stubs, stubs } from '../../src/platform/stubs.ts';

export const EVERYBODY: HashRange = { from: 0, to: 0xffffffff };
export const bindings = env as unknown as Environment;

/** The stubs of a tenant that no other test has touched. */
export function freshTenant(): Stubs {
  return stubs(bindings, `tenant-${crypto.randomUUID()}`);
}

export function edge(from: string, to: string, strength = 1, kind = 'follow'): Edge {
  return { from, to, kind, strength };
}

/** `count` members whose hashes lie in a range. */
export function membersIn({ from, to }: HashRange, count: number, prefix = 'm'): string[] {
  const found: string[] = [];
  for (let number = 0; found.length < count; number++) {
    const hash = memberHash(`${prefix}${number}`);
    if (hash >= from && hash <= to) found.push(`${prefix}${number}`);
  }
  return found;
}

/** Everything `readNodePage` gives of a range, page by page, as `[member, kind, strength]` in the order read. */
export async function readAll(stubs: Stubs, node: string, limit: number, range = EVERYBODY) {
  const read: [member: string, kind: string, strength: number][] = [];
  let after: AudienceCursor | undefined;
  do {
    const page = await readNodePage(stubs, node, range, after, limit);
    for (const { member, edges } of page.members) {
      for (const { kind, strength } of edges) read.push([member, kind, strength]);
    }
    after = page.next;
  } while (after);
  return read;
}

/** Runs the alarm of a shard until every slot has moved; gives how many runs it took. */
export async function splitToTheEnd(stubs: Stubs, node: string, level = 0, shard = 0): Promise<number> {
  for (let runs = 0; runs < 100; runs++) {
    const answer = await stubs.audience(node, level, shard).outline();
    if (answer.kind === 'outline' && answer.moved.length === 64) return runs;
    await runDurableObjectAlarm(stubs.audience(node, level, shard));
  }
  throw new Error(`shard ${level}/${shard} of ${node} does not finish its split`);
}

/** Every row that every shard of a node stores, whoever is its authority. */
export async function storedRows(stub: ReturnType<Stubs['audience']>) {
  return runInDurableObject(stub, (_instance: Audience, state) =>
    state.storage.sql
      .exec<{ hash: number; member: string; kind: string; strength: number }>('select * from edge order by 1, 2, 3')
      .toArray(),
  );
}
