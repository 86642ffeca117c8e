import type { OpenApiDocument, OperationObject } from './open-api-document.ts';

/** Who may make a call: what `Authorization: Bearer` has to carry. */
export type Caller = 'key' | 'member' | 'root' | 'nobody';

/** One method of one path. */
export interface Operation extends OperationObject {
  /** Fragment that leads to it, without `#`: `post-/v1/events`. */
  readonly anchor: string;
  /** In capitals. */
  readonly method: string;
  readonly path: string;
  readonly caller: Caller;
  /** What the key must be allowed to do. */
  readonly scope: string | undefined;
}

/** The operations of a tag, in the document's order. */
export interface OperationGroup {
  readonly tag: string;
  readonly anchor: string;
  readonly operations: readonly Operation[];
}

/** All operations by their first tag; the tags in the order of their first operation. */
export function groupOperations({ paths }: OpenApiDocument): OperationGroup[] {
  const groups = new Map<string, Operation[]>();
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const tag = operation.tags?.[0] ?? 'Other';
      const group = groups.get(tag) ?? [];
      group.push({
        ...operation,
        anchor: `${method}-${path}`,
        method: method.toUpperCase(),
        path,
        caller: callerOf(operation),
        scope: scopeOf(operation),
      });
      groups.set(tag, group);
    }
  }
  return [...groups].map(([tag, operations]) => ({
    tag,
    anchor: `tag-${tag.toLowerCase().replaceAll(' ', '-')}`,
    operations,
  }));
}

/** The groups with the operations in which every word of a filter occurs; a group without any is left out. */
export function filterOperations(groups: readonly OperationGroup[], filter: string): OperationGroup[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return groups.flatMap((group) => {
    const operations = group.operations.filter((operation) => {
      const text = searchedText(operation, group.tag);
      return words.every((word) => text.includes(word));
    });
    return operations.length > 0 ? [{ ...group, operations }] : [];
  });
}

/** How many operations there are in all groups. */
export function countOperations(groups: readonly OperationGroup[]): number {
  return groups.reduce((count, { operations }) => count + operations.length, 0);
}

function searchedText({ method, path, summary = '', description = '', parameters = [] }: Operation, tag: string) {
  const names = parameters.map(({ name }) => name).join(' ');
  return `${method} ${path} ${summary} ${description} ${tag} ${names}`.toLowerCase();
}

function callerOf({ security = [] }: OperationObject): Caller {
  const scheme = Object.keys(security[0] ?? {})[0];
  return scheme === 'key' || scheme === 'member' || scheme === 'root' ? scheme : 'nobody';
}

function scopeOf({ security = [] }: OperationObject): string | undefined {
  const [scopes] = Object.values(security[0] ?? {});
  return Array.isArray(scopes) && typeof scopes[0] === 'string' ? scopes[0] : undefined;
}
