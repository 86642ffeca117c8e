import { type TreeNodes, type Trees, unpackNodes } from '../../contract/trees.ts';

/** The nodes of trees, ready to be walked: the left of a split is the node after it, the right and the roots are told. */
export interface LinkedNodes extends TreeNodes {
  readonly rights: Uint16Array;
  readonly roots: Uint16Array;
}

/** Links the nodes of packed trees, which follow each other in preorder. */
export function linkNodes(packed: Trees): LinkedNodes {
  const nodes = unpackNodes(packed);
  const { splits } = nodes;
  const rights = new Uint16Array(splits.length);
  // Where the trees begin that are complete and not yet part of another, from the back: the last one is the nearest.
  const begins = new Uint16Array(splits.length);
  let count = 0;
  for (let node = splits.length - 1; node >= 0; node--) {
    if ((splits[node] as number) >= 0) {
      // Its left is the nearest; what follows that is its right. It takes the place of both.
      rights[node] = begins[count - 2] as number;
      count -= 2;
    }
    begins[count] = node;
    count += 1;
  }
  return { ...nodes, rights, roots: begins.slice(0, count).reverse() };
}
