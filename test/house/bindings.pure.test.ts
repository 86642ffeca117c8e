import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'vitest';
import { readCode, roomOf, sourceFiles } from './source.ts';

const wrangler = readFileSync(join(import.meta.dirname, '..', '..', 'wrangler.toml'), 'utf8');
const names = (pattern: RegExp) => [...wrangler.matchAll(pattern)].map(([, name]) => name ?? '').sort();
const objects = [...wrangler.matchAll(/\{ name = "(\w+)", class_name = "(\w+)" \}/g)].map(([, name, className]) => ({
  name: name ?? '',
  className: className ?? '',
}));

describe('bindings', () => {
  test('those of wrangler.toml are those of the environment', ({ expect }) => {
    const inToml = [
      ...objects.map(({ name }) => name),
      ...names(/^binding = "(\w+)"/gm),
      ...names(/^(TOWER_\w+) = /gm),
      ...names(/\[\[ratelimits\]\]\nname = "(\w+)"/g),
      // For deployments that have it.
      ...names(/^# name = "(\w+)"/gm),
    ];
    const declared = [...readCode('platform/environment.ts').matchAll(/readonly ([A-Z_]+)\??:/g)].map(
      ([, name]) => name,
    );
    const vapid = ['PUBLIC_KEY', 'PRIVATE_KEY', 'PREVIOUS_PUBLIC_KEY', 'PREVIOUS_PRIVATE_KEY', 'SUBJECT'];
    const keys = ['TOKEN_KEY', 'TOKEN_PREVIOUS_KEY', 'SECRETS_KEY', 'SECRETS_PREVIOUS_KEY'];
    const secrets = ['ROOT_KEY', ...vapid.map((name) => `VAPID_${name}`), ...keys, 'DEMO_KEY', 'DEMO_OFFICE'];
    expect(inToml.filter((name) => !declared.includes(name))).toEqual([]);
    expect(declared.filter((name) => !inToml.includes(name ?? ''))).toEqual(
      expect.arrayContaining(secrets.map((name) => `TOWER_${name}`)),
    );
    expect(declared.length).toBe(new Set([...inToml, ...secrets.map((name) => `TOWER_${name}`)]).size);
  });

  test('every object class is declared with SQLite, bound, and exported by the Worker', ({ expect }) => {
    const declared = names(/^\[exports\.(\w+)\]\ntype = "durable-object"\nstorage = "sqlite"$/gm);
    expect(objects.map(({ className }) => className).sort()).toEqual(declared);
    const exported = [...readCode('index.ts').matchAll(/^export \{ (\w+) \}/gm)].map(([, name]) => name).sort();
    expect(exported).toEqual(declared);
  });

  test('every lane has a consumer, and all but the last one a dead-letter queue', ({ expect }) => {
    const produced = names(/^queue = "([\w-]+)"/gm);
    const consumers = wrangler.split('[[queues.consumers]]').slice(1);
    expect(new Set(produced).size * 2).toBe(produced.length);
    for (const consumer of consumers) {
      const queue = /queue = "([\w-]+)"/.exec(consumer)?.[1];
      const dead = /dead_letter_queue = "([\w-]+)"/.exec(consumer)?.[1];
      expect(dead, queue).toBe(queue === 'tower-dead' ? undefined : 'tower-dead');
    }
  });

  test('objects are reached through `platform/stubs.ts` alone; the gate through its own door', ({ expect }) => {
    const namespaces = new RegExp(`\\b(${objects.map(({ name }) => name).join('|')})\\b`, 'g');
    const wrong = sourceFiles()
      .filter((file) => !['platform', 'web', 'client'].includes(roomOf(file)))
      .flatMap((file) => [...readCode(file).matchAll(/\benv\.(\w+)/g)].map(([, name = '']) => `${file}: ${name}`))
      .filter((use) => namespaces.test(use.split(': ')[1] ?? '') && use !== 'gate/admit.ts: GATE');
    expect(wrong).toEqual([]);
  });
});
