import type { Partition } from './features.ts';
import type { Targets } from './push-rows.ts';

/** Rows that a full push did not name. */
export interface Retiring {
  /** Undefined when no member has any among those looked at. */
  readonly ticket: number | undefined;
  readonly members: Targets;
  /** Of actors, entities and items: they are gone already. */
  readonly subjects: number;
  /** Where to go on; undefined at the end. */
  readonly next: string | undefined;
}

/** Members looked at in one call. */
const MEMBERS_PER_CALL = 1_000;
const SUBJECTS_PER_STATEMENT = 5_000;

/** Tells what of a dataset may stay. */
export interface Kept {
  readonly isMemberRow: (member: string, target: string) => boolean;
  readonly isSubject: (target: string) => boolean;
}

/** Nothing stays: the dataset goes. */
const NOTHING: Kept = { isMemberRow: () => false, isSubject: () => false };

/**
 * Notes rows of the next members that are not to stay as on their way, so that they are taken from them; those of
 * actors, entities and items go at once, with the first call.
 */
export function retire(
  partition: Partition,
  dataset: string,
  kept: Kept | undefined,
  after: string,
  now: number,
): Retiring {
  const { isMemberRow, isSubject } = kept ?? NOTHING;
  const subjects = after === '' ? retireSubjects(partition, dataset, isSubject) : 0;
  const page = partition.store.memberPage(dataset, after, MEMBERS_PER_CALL);
  const left = page.flatMap(({ member, hashes }): [string, string[]][] => {
    const targets = Object.keys(hashes).filter((target) => !isMemberRow(member, target));
    return targets.length === 0 ? [] : [[member, targets]];
  });
  const members = Object.fromEntries(left);
  return {
    ticket: left.length === 0 ? undefined : partition.tickets.begin(dataset, members, now),
    members,
    subjects,
    next: page.length < MEMBERS_PER_CALL ? undefined : page.at(-1)?.member,
  };
}

/** What the requests of a full push named. */
export function keptBy({ store }: Partition, dataset: string, generation: number): Kept {
  const members = new Map<string, Set<string>>();
  const subjects = new Set<string>();
  for (const named of store.pushes.named(dataset, generation)) {
    for (const target of named.subjects) subjects.add(target);
    for (const [member, targets] of Object.entries(named.members)) {
      const known = members.get(member);
      if (known) for (const target of targets) known.add(target);
      else members.set(member, new Set(targets));
    }
  }
  return {
    isMemberRow: (member, target) => members.get(member)?.has(target) ?? false,
    isSubject: (target) => subjects.has(target),
  };
}

function retireSubjects({ store }: Partition, dataset: string, isKept: (target: string) => boolean): number {
  let retired = 0;
  let after = '';
  for (;;) {
    const page = store.subjects.page(dataset, after, SUBJECTS_PER_STATEMENT);
    retired += store.subjects.remove(
      dataset,
      page.filter((target) => !isKept(target)),
    );
    const last = page.at(-1);
    if (page.length < SUBJECTS_PER_STATEMENT || last === undefined) return retired;
    after = last;
  }
}
