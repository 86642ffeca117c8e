import { describe, test } from 'vitest';
import type { Environment } from '../../src/platform/environment.ts';
import { canKeep, jurisdictionOf, near } from '../../src/platform/placement.ts';
import { stubs } from '../../src/platform/stubs.ts';

/** Namespaces that answer where a stub of theirs was asked for; `TENANT` in eu is `eu TENANT`. */
function places(bindings: readonly string[]): Environment {
  const namespace = (at: string): unknown => ({
    getByName: (name: string, options?: { locationHint?: string }) =>
      `${at} ${name} ${options?.locationHint ?? ''}`.trim(),
    jurisdiction: (where: string) => namespace(`${where} ${at}`),
  });
  return Object.fromEntries(bindings.map((binding) => [binding, namespace(binding)])) as unknown as Environment;
}

const BINDINGS = [
  'MEMBER',
  'AUDIENCE',
  'CENSUS',
  'FANOUT',
  'EVENT_LOG',
  'TENANT',
  'DEAD_LETTERS',
  'FEATURES',
  'SHARE',
  'PROVIDER',
];

/** Every stub of a tenant, whatever objects there are. */
function everyStub(tenant: string): string[] {
  const of = stubs(places(BINDINGS), tenant);
  return Object.values(of).flatMap((stub) =>
    typeof stub === 'string' ? [] : [(stub as (...parts: never[]) => unknown)(...(['x', 0, 0] as never[])) as string],
  );
}

describe('jurisdictionOf', () => {
  test('it is what the id ends in, after the last at sign', ({ expect }) => {
    expect(['acme@eu', 'acme@us', 'a@b@fedramp', 'acme@fedramp-high'].map(jurisdictionOf)).toEqual([
      'eu',
      'us',
      'fedramp',
      'fedramp-high',
    ]);
  });

  test('edge: an id that ends in anything else is a name like any other', ({ expect }) => {
    for (const tenant of ['acme', 'eu', 'acme-eu', 'ops@example', 'acme@EU', 'acme@eu ', 'acme@']) {
      expect(jurisdictionOf(tenant)).toBeUndefined();
    }
  });
});

describe('stubs', () => {
  test('every object of a tenant is asked for in the jurisdiction that its id names', ({ expect }) => {
    const all = everyStub('acme@eu');
    expect(all.length).toBeGreaterThan(6);
    expect(all.filter((stub) => !stub.startsWith('eu '))).toEqual([]);
  });

  test('edge: without one they are asked for where they are', ({ expect }) => {
    expect(everyStub('acme').filter((stub) => !BINDINGS.includes(stub.split(' ')[0] ?? ''))).toEqual([]);
  });

  test('the first touch of a member may say near which region, in the platform’s words', ({ expect }) => {
    const of = stubs(places(BINDINGS), 'acme');
    expect(of.member('ada', 'weur')).toBe('MEMBER acme/ada weur');
    expect(of.member('ada', 'Bavaria')).toBe('MEMBER acme/ada');
    expect([near('apac-se'), near(undefined), near('constructor')]).toEqual([{ locationHint: 'apac-se' }, {}, {}]);
  });
});

describe('canKeep', () => {
  test('refusal: where there are no jurisdictions, no tenant that names one is kept', ({ expect }) => {
    const namespace = {
      jurisdiction() {
        throw new Error('Jurisdiction restrictions are not implemented in workerd.');
      },
    };
    const local = { TENANT: namespace } as unknown as Environment;
    expect([canKeep(local, 'acme@eu'), canKeep(local, 'acme')]).toEqual([false, true]);
  });
});
