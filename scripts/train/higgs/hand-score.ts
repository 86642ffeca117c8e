import { FOLLOWS, type Past } from './past.ts';

/**
 * What one would write by hand, to see what training is worth: how much and how recently the member engaged with the
 * actor, and how busy both are of late. Weights are guesses, the same in every run.
 */
export function handScore(past: Past, pair: number): number {
  const { ofPair, ofNode, pairs } = past;
  const member = pairs.memberOf(pair);
  const actor = pairs.actorOf(pair);
  return (
    1.5 * Math.log1p(4 * ofPair.acts1h.at(pair)) +
    Math.log1p(4 * ofPair.acts6h.at(pair)) +
    0.5 * Math.log1p(4 * ofPair.acts48h.at(pair)) +
    0.25 * Math.log1p(ofPair.back6h.at(pair)) +
    0.15 * (past.tieOf(pair) & FOLLOWS ? 1 : 0) +
    0.25 * Math.log1p(ofNode.acts1h.at(member)) +
    0.25 * Math.log1p(ofNode.acts6h.at(member)) +
    0.15 * Math.log1p(ofNode.received1h.at(actor)) +
    0.1 * Math.log1p(ofNode.received6h.at(actor))
  );
}
