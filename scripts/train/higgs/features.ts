import type { Column } from '../columns.ts';
import { ENGAGED, FOLLOWS, type Past } from './past.ts';

/** The dataset that the features are pushed as. */
export const DATASET = 'affinity';

type Read = (past: Past, index: number) => number;

/** Of a pair, by its number. */
const EDGE: Readonly<Record<string, Read>> = {
  follows: (past, pair) => (past.tieOf(pair) & FOLLOWS ? 1 : 0),
  engaged: (past, pair) => (past.tieOf(pair) & ENGAGED ? 1 : 0),
  acts15m: ({ ofPair }, pair) => level(ofPair.acts15m.at(pair)),
  acts1h: ({ ofPair }, pair) => level(ofPair.acts1h.at(pair)),
  acts6h: ({ ofPair }, pair) => level(ofPair.acts6h.at(pair)),
  acts48h: ({ ofPair }, pair) => level(ofPair.acts48h.at(pair)),
  retweets: ({ ofPair }, pair) => level(ofPair.retweets.at(pair)),
  mentions: ({ ofPair }, pair) => level(ofPair.mentions.at(pair)),
  replies: ({ ofPair }, pair) => level(ofPair.replies.at(pair)),
  talk: ({ ofPair }, pair) => level(ofPair.mentions.at(pair) + ofPair.replies.at(pair)),
  back6h: ({ ofPair }, pair) => level(ofPair.back6h.at(pair)),
  back48h: ({ ofPair }, pair) => level(ofPair.back48h.at(pair)),
  followed1h: ({ ofPair }, pair) => level(ofPair.followed1h.at(pair)),
  followed12h: ({ ofPair }, pair) => level(ofPair.followed12h.at(pair)),
  friends1h: ({ ofPair }, pair) => level(ofPair.friends1h.at(pair)),
  friends12h: ({ ofPair }, pair) => level(ofPair.friends12h.at(pair)),
  /** How much of what the member does goes to the actor, and of what the actor gets comes from the member. */
  share: ({ ofPair, ofNode, pairs }, pair) =>
    shareOf(ofPair.acts48h.at(pair), ofNode.acts48h.at(pairs.memberOf(pair)), 0.2),
  shareOfActor: ({ ofPair, ofNode, pairs }, pair) =>
    shareOf(ofPair.acts48h.at(pair), ofNode.received48h.at(pairs.actorOf(pair)), 0.5),
};

/** Of a member, by its number. */
const RECIPIENT: Readonly<Record<string, Read>> = {
  acts15m: ({ ofNode }, node) => level(ofNode.acts15m.at(node)),
  acts1h: ({ ofNode }, node) => level(ofNode.acts1h.at(node)),
  acts6h: ({ ofNode }, node) => level(ofNode.acts6h.at(node)),
  acts48h: ({ ofNode }, node) => level(ofNode.acts48h.at(node)),
  talk48h: ({ ofNode }, node) => level(ofNode.talk48h.at(node)),
  received6h: ({ ofNode }, node) => level(ofNode.received6h.at(node)),
};

/** Of an actor, by its number. */
const ACTOR: Readonly<Record<string, Read>> = {
  received15m: ({ ofNode }, node) => level(ofNode.received15m.at(node)),
  received1h: ({ ofNode }, node) => level(ofNode.received1h.at(node)),
  received6h: ({ ofNode }, node) => level(ofNode.received6h.at(node)),
  received48h: ({ ofNode }, node) => level(ofNode.received48h.at(node)),
  acts1h: ({ ofNode }, node) => level(ofNode.acts1h.at(node)),
  acts6h: ({ ofNode }, node) => level(ofNode.acts6h.at(node)),
  acts48h: ({ ofNode }, node) => level(ofNode.acts48h.at(node)),
  addressed24h: ({ ofNode }, node) => level(ofNode.addressed24h.at(node)),
  /** More than one engaged with them lately. */
  known: ({ ofNode }, node) => (ofNode.received48h.at(node) < 1.5 ? 0 : 1),
};

/** Groups of features, under the names that a model knows them by once they are pushed. */
export const GROUPS = { edge: EDGE, recipient: RECIPIENT, actor: ACTOR } as const;
export type Group = keyof typeof GROUPS;

/** What a feature is called in a model. */
export function featureName(group: Group, name: string): string {
  return `${group}.${DATASET}.${name}`;
}

/** All features, in the order in which `createFeatures` gives them. */
export const FEATURES: readonly string[] = (['edge', 'recipient', 'actor'] as const).flatMap((group) =>
  Object.keys(GROUPS[group]).map((name) => featureName(group, name)),
);

/** What the model is made of: each feature, and products of what the member, the actor and both are like. */
export const COLUMNS: readonly Column[] = [
  ...FEATURES,
  ['recipient.affinity.acts6h', 'actor.affinity.received1h'],
  ['edge.affinity.acts48h', 'actor.affinity.received1h'],
  ['edge.affinity.follows', 'recipient.affinity.acts6h'],
  ['edge.affinity.follows', 'actor.affinity.received1h'],
  ['edge.affinity.engaged', 'recipient.affinity.acts1h'],
];

/** Gives the features of pairs as of the past's moment. Those of members and actors are read once for all their pairs. */
export function createFeatures(past: Past): (pair: number, into: Float64Array) => void {
  const edge = Object.values(EDGE);
  const recipients = tableOf(past, Object.values(RECIPIENT));
  const actors = tableOf(past, Object.values(ACTOR));
  return (pair, into) => {
    let place = 0;
    for (const read of edge) into[place++] = read(past, pair);
    place = recipients.copy(past.pairs.memberOf(pair), into, place);
    actors.copy(past.pairs.actorOf(pair), into, place);
  };
}

function tableOf(past: Past, reads: readonly Read[]) {
  const width = reads.length;
  const values = new Float64Array(past.names.size * width);
  for (let node = 0; node < past.names.size; node++) {
    for (let place = 0; place < width; place++) values[node * width + place] = reads[place]?.(past, node) ?? 0;
  }
  return {
    copy(node: number, into: Float64Array, start: number): number {
      for (let place = 0; place < width; place++) into[start + place] = values[node * width + place] ?? 0;
      return start + width;
    },
  };
}

/** What is less than this was so long ago that it says nothing. */
const FORGOTTEN = 1e-4;

/** A count by its magnitude: the tenth act says less than the first. Nothing is 0, so that it need not be pushed. */
function level(count: number): number {
  return count < FORGOTTEN ? 0 : Math.log1p(4 * count);
}

/** `prior` keeps a share of next to nothing from being everything. */
function shareOf(part: number, whole: number, prior: number): number {
  return part < FORGOTTEN ? 0 : part / (whole + prior);
}
