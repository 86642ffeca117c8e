/** A source of numbers 0..1 (1 excluded) that gives the same ones for the same seed (mulberry32). */
export type Random = () => number;

/** The source that a seed stands for. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** One of the choices, each as likely as the others. */
export function pick<Choice>(random: Random, choices: readonly Choice[]): Choice {
  const choice = choices[Math.floor(random() * choices.length)];
  if (choice === undefined) throw new RangeError('There is nothing to pick from');
  return choice;
}

/** One of the choices, as likely as its weight says; a weight of 0 is never picked. */
export function pickWeighted<Choice>(random: Random, choices: readonly (readonly [Choice, number])[]): Choice {
  const total = choices.reduce((sum, [, weight]) => sum + weight, 0);
  let rest = random() * total;
  for (const [choice, weight] of choices) {
    rest -= weight;
    if (rest < 0) return choice;
  }
  throw new RangeError('There is nothing to pick from');
}

/** Up to `count` different choices, in random order. */
export function sample<Choice>(random: Random, choices: readonly Choice[], count: number): Choice[] {
  const left = [...choices];
  const picked: Choice[] = [];
  while (picked.length < count && left.length > 0) picked.push(...left.splice(Math.floor(random() * left.length), 1));
  return picked;
}
