import type { AudienceStore } from './audience-store.ts';
import type { Adoption, AdoptionAnswer } from './split.ts';

/**
 * Takes what a parent hands over. Part 0 of a higher epoch replaces everything taken before; the parts of one epoch
 * are taken in order and once. A repeat is answered as if it were new and changes nothing; a late part of a lower
 * epoch is refused. So once a shard is whole and written to, no straggler of its adoption can undo a write.
 *
 * Throws when the shard has begun to split: then it has been asked before, and its parent must not have another try.
 */
export function adopt(store: AudienceStore, { epoch, part, last, rows }: Adoption): AdoptionAnswer {
  return store.transaction(() => {
    const state = store.shard();
    const stale: AdoptionAnswer = { kind: 'stale', seen: state.epoch };
    if (epoch < state.epoch) return stale;
    if (epoch === state.epoch) {
      if (part < state.parts) return { kind: 'taken' };
      if (part > state.parts || state.whole) return stale;
    } else {
      if (part !== 0) return stale;
      if (state.splitting) throw new Error(`a shard that has begun to split cannot be adopted by epoch ${epoch}`);
      store.clear();
    }
    store.put(rows);
    store.setShard({ splitting: false, epoch, parts: part + 1, whole: last });
    return { kind: 'taken' };
  });
}
