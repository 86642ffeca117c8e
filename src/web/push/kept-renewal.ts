import type { KeptRenewal } from './worker-order.ts';

/**
 * Keeps it for as long as the browser keeps anything: a service worker has no local storage. A browser that keeps nothing
 * has its subscription renewed by the page alone; none of these throw.
 */
export async function keepRenewal(renewal: KeptRenewal): Promise<void> {
  await inStore('readwrite', (store) => store.put(renewal, KEY));
}

/** What is kept, if anything is. */
export async function readRenewal(): Promise<KeptRenewal | undefined> {
  return (await inStore('readonly', (store) => store.get(KEY))) as KeptRenewal | undefined;
}

/** Forgets it: this browser rings for nobody any more. */
export async function forgetRenewal(): Promise<void> {
  await inStore('readwrite', (store) => store.delete(KEY));
}

const DATABASE = 'tower-push';
const STORE = 'renewal';
/** One browser has one subscription, so there is one. */
const KEY = 'own';

async function inStore<Value>(
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<Value>,
): Promise<Value | undefined> {
  try {
    const database = await openDatabase();
    const value = await settled(work(database.transaction(STORE, mode).objectStore(STORE)));
    database.close();
    return value;
  } catch {
    return undefined;
  }
}

function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  return settled(request);
}

function settled<Value>(request: IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
