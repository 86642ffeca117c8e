import type { PushAction, PushPayload } from '../../contract/delivery.ts';

/** The message in the text of a push; undefined when it is none that could be shown. What is amiss in it is left out. */
export function readPayload(text: string): PushPayload | undefined {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body !== 'object' || body === null) return undefined;
    const read = body as Partial<Record<keyof PushPayload, unknown>>;
    const { id, title, at, badge, report, quiet, again } = read;
    if (typeof id !== 'string' || typeof title !== 'string' || title === '') return undefined;
    const actions = listOf(read.actions).flatMap(readAction).slice(0, MOST_ACTIONS);
    const origins = listOf(read.origins).filter((each) => typeof each === 'string');
    return {
      id,
      type: textOf(read.type),
      title,
      body: textOf(read.body),
      url: textOf(read.url),
      icon: textOf(read.icon),
      image: textOf(read.image),
      at: typeof at === 'number' && Number.isFinite(at) ? at : Date.now(),
      ...(actions.length === 0 ? {} : { actions }),
      ...(origins.length === 0 ? {} : { origins }),
      ...(Number.isSafeInteger(badge) && Number(badge) >= 0 ? { badge: Number(badge) } : {}),
      ...(typeof report === 'string' && report !== '' ? { report } : {}),
      ...(quiet === true ? { quiet } : {}),
      ...(again === true ? { again } : {}),
    };
  } catch {
    return undefined;
  }
}

/** As many as browsers show. */
const MOST_ACTIONS = 2;

function readAction(given: unknown): PushAction[] {
  const { id, title, url } = (given ?? {}) as Partial<Record<keyof PushAction, unknown>>;
  const isWhole = typeof id === 'string' && id !== '' && typeof title === 'string' && title !== '';
  return isWhole ? [{ id, title, url: textOf(url) }] : [];
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const textOf = (value: unknown) => (typeof value === 'string' ? value : '');
