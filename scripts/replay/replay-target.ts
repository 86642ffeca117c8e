import { createTower, type Tower } from '../../src/client/tower.ts';
import { TowerError } from '../../src/client/tower-error.ts';
import { keptDemoKey } from '../start/demo-tenant.ts';
import { CommandFailure } from '../start/failure.ts';
import { readServerRecord } from '../start/server-record.ts';
import { DEFAULT_PORT, stateFolder } from '../start/settings.ts';
import { stateFolderAt } from '../start/state-folder.ts';

/**
 * A client of the Tower to replay to: the one that was named, else the one on this machine with the demo tenant's key.
 * Refuses, with what to do, when nobody answers or the key is not accepted.
 */
export async function openTarget(
  options: { readonly url: string | undefined; readonly key: string | undefined },
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Tower> {
  const folder = stateFolderAt(stateFolder(environment));
  const url = options.url ?? readServerRecord(folder)?.url ?? `http://127.0.0.1:${environment.PORT || DEFAULT_PORT}`;
  const key = options.key ?? keptDemoKey(folder);
  await refuseSilence(url);
  if (key === undefined) {
    throw new CommandFailure(
      `There is no key of a demo tenant in ${folder.path}.`,
      'Start Tower once with its demo (`npm start`), or give an admin key with --key.',
    );
  }
  const tower = createTower({ url, key });
  await explained(url, () => tower.types.page({ limit: 1 }));
  return tower;
}

/** Runs a call and turns what commonly goes wrong into words. */
export async function explained<Answer>(url: string, call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof TowerError)) throw error;
    if (error.status === 0) throw nobodyAnswers(url, error);
    if (error.status === 401 || error.status === 403) {
      throw new CommandFailure(
        `The Tower at ${url} does not accept the key: ${error.detail || error.title}`,
        'Give an admin key of the tenant with --key.',
        { cause: error },
      );
    }
    throw new CommandFailure(
      `The Tower at ${url} answers ${error.status}: ${error.message}`,
      'Run the same command again to go on: nothing happens twice.',
      { cause: error },
    );
  }
}

async function refuseSilence(url: string): Promise<void> {
  try {
    const answer = await fetch(`${url}/health`, { signal: AbortSignal.timeout(10_000) });
    await answer.body?.cancel();
  } catch (error) {
    throw nobodyAnswers(url, error);
  }
}

function nobodyAnswers(url: string, cause: unknown): CommandFailure {
  return new CommandFailure(
    `Nobody answers at ${url}.`,
    'Start Tower there with `npm start`, or name another one with --url.',
    { cause },
  );
}
