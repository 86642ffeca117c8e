import { createPublicKey } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importJWK, jwtVerify, SignJWT } from 'jose';
import { afterEach, beforeEach, describe, it } from 'vitest';
import { withBuildLock } from '../../scripts/build/build-lock.ts';
import { fingerprint } from '../../scripts/build/fingerprint.ts';
import { openDemoPostOffice } from '../../scripts/start/demo-post-office.ts';
import { CommandFailure } from '../../scripts/start/failure.ts';
import { awaitFreePort } from '../../scripts/start/free-port.ts';
import { membersPerSecond, openFileLimit } from '../../scripts/start/pace.ts';
import { keptSecrets, makeSecrets } from '../../scripts/start/secrets.ts';
import { claimFolder, readServerRecord } from '../../scripts/start/server-record.ts';
import { readSettings } from '../../scripts/start/settings.ts';
import { openStateFolder } from '../../scripts/start/state-folder.ts';

let path: string;
beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'tower-parts-'));
});
afterEach(() => rmSync(path, { recursive: true, force: true }));

describe('readSettings', () => {
  it('has a default for everything', ({ expect }) => {
    expect(readSettings({})).toMatchObject({ port: 8787, demo: true, rootKey: undefined, pushAllow: '' });
    expect(readSettings({}).statePath).toMatch(/\.tower$/);
  });

  it('takes what the environment says', ({ expect }) => {
    const environment = {
      PORT: '0',
      TOWER_STATE: path,
      TOWER_DEMO: 'off',
      TOWER_ROOT_KEY: 'r',
      TOWER_PUSH_ALLOW: 'a:1',
      TOWER_PACE: '0',
      TOWER_STALL_AFTER: '700',
    };
    expect(readSettings(environment)).toEqual({
      port: 0,
      statePath: path,
      demo: false,
      rootKey: 'r',
      pushAllow: 'a:1',
      pace: 0,
      stallAfter: 700,
    });
  });

  it('refuses a pace that is no number', ({ expect }) => {
    for (const TOWER_PACE of ['fast', '-1', '1.5']) expect(() => readSettings({ TOWER_PACE })).toThrow(CommandFailure);
  });

  it('refuses a port that is none', ({ expect }) => {
    for (const PORT of ['http', '-1', '65536', '80.5']) expect(() => readSettings({ PORT })).toThrow(CommandFailure);
  });

  it('refuses a demo that is neither on nor off', ({ expect }) => {
    expect(() => readSettings({ TOWER_DEMO: 'maybe' })).toThrow(CommandFailure);
  });
});

describe('keptSecrets', () => {
  it('are the same at the next start, and only their owner can read them', ({ expect }) => {
    const folder = openStateFolder(join(path, 'state'));
    const secrets = keptSecrets(folder);
    expect(keptSecrets(folder)).toEqual(secrets);
    expect(statSync(folder.secrets).mode & 0o777).toBe(0o600);
    expect(statSync(folder.path).mode & 0o777).toBe(0o700);
  });

  it('are never replaced because the file is damaged', ({ expect }) => {
    const folder = openStateFolder(path);
    writeFileSync(folder.secrets, '{"TOWER_ROOT_KEY": "ro');
    expect(() => keptSecrets(folder)).toThrow(CommandFailure);
    writeFileSync(folder.secrets, JSON.stringify({ ...makeSecrets(), TOWER_TOKEN_KEY: undefined }));
    expect(() => keptSecrets(folder)).toThrow('lacks TOWER_TOKEN_KEY');
    expect(readFileSync(folder.secrets, 'utf8')).toContain('TOWER_ROOT_KEY');
  });

  it('edge: completes a folder of before secrets were sealed, once', ({ expect }) => {
    const folder = openStateFolder(path);
    const { TOWER_SECRETS_KEY: _later, ...before } = makeSecrets();
    writeFileSync(folder.secrets, JSON.stringify(before));
    const secrets = keptSecrets(folder);
    expect(secrets).toMatchObject(before);
    expect(keptSecrets(folder)).toEqual(secrets);
  });
});

describe('makeSecrets', () => {
  it('makes every one anew', ({ expect }) => {
    const [one, other] = [makeSecrets(), makeSecrets()];
    for (const name of ['TOWER_ROOT_KEY', 'TOWER_VAPID_PRIVATE_KEY', 'TOWER_TOKEN_KEY', 'TOWER_DEMO_KEY'] as const) {
      expect(one[name]).not.toBe(other[name]);
    }
  });

  it('makes a token key that signs ES256', async ({ expect }) => {
    const jwk = JSON.parse(makeSecrets().TOWER_TOKEN_KEY);
    const token = await new SignJWT({})
      .setProtectedHeader({ alg: 'ES256' })
      .setSubject('ada')
      .sign(await importJWK(jwk));
    const { d: _private, ...publicJwk } = jwk;
    expect((await jwtVerify(token, await importJWK(publicJwk))).payload.sub).toBe('ada');
  });

  it('makes a VAPID pair whose public point belongs to its private scalar', ({ expect }) => {
    const { TOWER_VAPID_PUBLIC_KEY, TOWER_VAPID_PRIVATE_KEY } = makeSecrets();
    const point = Buffer.from(TOWER_VAPID_PUBLIC_KEY, 'base64url');
    expect(point).toHaveLength(65);
    const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString('base64url'));
    const jwk = { kty: 'EC', crv: 'P-256', x, y, d: TOWER_VAPID_PRIVATE_KEY };
    expect(createPublicKey({ key: jwk, format: 'jwk' }).export({ format: 'jwk' })).toMatchObject({ x, y });
  });
});

describe('membersPerSecond', () => {
  it('keeps the live objects of ten seconds within two thirds of the limit', ({ expect }) => {
    expect(membersPerSecond(20_000)).toBe(333);
    expect(membersPerSecond(1_048_576)).toBe(17_476);
  });

  it('never stops a fan-out, and does not pace where there is no limit', ({ expect }) => {
    expect(membersPerSecond(10)).toBe(1);
    expect(membersPerSecond(undefined)).toBe(0);
  });

  it('reads the limit that a child gets, which is the hard one', ({ expect }) => {
    const limits = process.report.getReport() as unknown as {
      userLimits: { open_files: { hard: number | 'unlimited' } };
    };
    const { hard } = limits.userLimits.open_files;
    expect(openFileLimit()).toBe(hard === 'unlimited' ? undefined : hard);
  });
});

describe('fingerprint', () => {
  it('changes with content, names and added files, and with nothing else', ({ expect }) => {
    mkdirSync(join(path, 'a', 'b'), { recursive: true });
    writeFileSync(join(path, 'a', 'one.ts'), '1');
    writeFileSync(join(path, 'a', 'b', 'two.ts'), '2');
    const first = fingerprint(path, ['a', 'absent']);
    expect(fingerprint(path, ['a'])).toBe(first);
    writeFileSync(join(path, 'elsewhere.ts'), 'x');
    expect(fingerprint(path, ['a'])).toBe(first);
    writeFileSync(join(path, 'a', 'b', 'two.ts'), '3');
    const second = fingerprint(path, ['a']);
    expect(second).not.toBe(first);
    expect(fingerprint(path, ['a'], ['a/b'])).not.toBe(second);
    const withoutB = fingerprint(path, ['a'], ['a/b']);
    writeFileSync(join(path, 'a', 'b', 'two.ts'), '4');
    expect(fingerprint(path, ['a'], ['a/b'])).toBe(withoutB);
  });
});

describe('withBuildLock', () => {
  const never = new AbortController().signal;

  it('lets one build at a time', async ({ expect }) => {
    const lock = join(path, 'lock');
    let building = 0;
    let most = 0;
    const build = async () => {
      most = Math.max(most, ++building);
      await new Promise((resolve) => setTimeout(resolve, 20));
      building--;
    };
    await Promise.all([1, 2, 3].map(() => withBuildLock(lock, never, build)));
    expect(most).toBe(1);
  });

  it('takes over the lock of a process that is gone', async ({ expect }) => {
    const lock = join(path, 'lock');
    writeFileSync(lock, '999999999');
    expect(await withBuildLock(lock, never, async () => 'built')).toBe('built');
  });

  it('is free again after a failure', async ({ expect }) => {
    const lock = join(path, 'lock');
    const fail = () => Promise.reject(new Error('broken'));
    await expect(withBuildLock(lock, never, fail)).rejects.toThrow('broken');
    expect(await withBuildLock(lock, never, async () => 'built')).toBe('built');
  });
});

describe('awaitFreePort', () => {
  it('names another port when one stays taken', async ({ expect }) => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const { port } = holder.address() as { port: number };
    await expect(awaitFreePort(port, 0)).rejects.toMatchObject({
      name: 'CommandFailure',
      remedy: expect.stringContaining(`PORT=${port + 1}`),
    });
    await new Promise((resolve) => holder.close(resolve));
    await awaitFreePort(port, 0);
  });
});

describe('openDemoPostOffice', () => {
  it('takes every message, at the port of the last start when that is free', async ({ expect }) => {
    const folder = openStateFolder(path);
    const first = await openDemoPostOffice(folder);
    const answer = await fetch(`http://${first.host}/ada`, { method: 'POST', body: 'sealed' });
    expect(answer.status).toBe(201);
    // The first one still has it.
    const second = await openDemoPostOffice(folder);
    expect(second.port).not.toBe(first.port);

    const free = createServer();
    await new Promise<void>((resolve) => free.listen(0, '127.0.0.1', resolve));
    const { port } = free.address() as { port: number };
    await new Promise((resolve) => free.close(resolve));
    writeFileSync(folder.phones, JSON.stringify({ port }));
    expect((await openDemoPostOffice(folder)).port).toBe(port);
  });
});

describe('claimFolder', () => {
  it('notes who claims, and takes over what a dead process left', async ({ expect }) => {
    const folder = openStateFolder(path);
    writeFileSync(folder.server, JSON.stringify({ starter: 999_999_999, server: 999_999_998, url: 'http://x' }));
    await claimFolder(folder);
    expect(readServerRecord(folder)).toEqual({ starter: process.pid });
  });
});
