/** Whether a text has a match of a pattern somewhere, and what it costs to find out. */
export interface Pattern {
  /** The steps of a check that it counts as: one for every 20 states that a character may be in. */
  stepsFor(text: string): number;
  test(text: string): boolean;
}

/** Characters of a pattern, and states that it may come to when its repetitions are written out. */
const MOST_CHARACTERS = 256;
const MOST_STATES = 1_000;
const STATES_A_STEP = 20;

type Node =
  | { readonly kind: 'one'; readonly of: RegExp }
  | { readonly kind: 'begin' | 'end' }
  | { readonly kind: 'all' | 'any'; readonly parts: readonly Node[] }
  | { readonly kind: 'repeat'; readonly of: Node; readonly least: number; readonly most: number };

/** A state goes on to others: `one` after a character that it takes, `begin` and `end` where they hold, `fork` always. */
type State =
  | { readonly kind: 'one'; readonly of: RegExp; readonly next: number }
  | { readonly kind: 'begin' | 'end'; readonly next: number }
  | { readonly kind: 'fork'; next: readonly number[] }
  | { readonly kind: 'match' };

/** Escapes, classes, beginnings of groups and characters, in their order; and which of them are refused. */
const TOKENS = /\\.|\[(?:[^\]\\]|\\.)*\]|\(\?.|./gsu;
const GOES_BACK = /^(?:\\[1-9kbB]|\(\?[^:])$/su;
/** What stands for a single character: a class, an escape, the character itself. */
const ONE =
  /^(?:\[(?:[^\]\\]|\\.)*\]|\\u\{[0-9a-f]+\}|\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|\\u[0-9a-f]{4}|\\x[0-9a-f]{2}|\\c[a-z]|\\p\{[^}]*\}|\\.|.)/isu;
/** How often what stands before it may be there; `?` after it only says which of several matches to take. */
const COUNT = /^(?:([*+?])|\{(?<least>\d+)(?<range>,(?<most>\d*))?\})\??/u;

/**
 * Compiles a regular expression of ECMAScript (as with the flag `u`), or says what is wrong with it. It never goes back:
 * all ways are followed at once, so a text of n characters costs n · states steps, whatever the pattern.
 *
 * What would need to go back is refused: backreferences, look-ahead and look-behind; and `\b`.
 *
 * Seed: Thompson's construction, as in "Regular Expression Matching Can Be Simple And Fast" (Cox).
 */
export function compilePattern(source: string): Pattern | { readonly fault: string } {
  if (source.length > MOST_CHARACTERS) return { fault: `must be at most ${MOST_CHARACTERS} characters` };
  try {
    new RegExp(source, 'u');
  } catch {
    return { fault: 'is not a regular expression (ECMAScript, with `u`)' };
  }
  if (source.match(TOKENS)?.some((token) => GOES_BACK.test(token))) {
    return { fault: 'must not have backreferences, look-ahead, look-behind, named groups, flags, \\b or \\B' };
  }
  const node = parse(source);
  if (sizeOf(node) > MOST_STATES) return { fault: 'repeats too much: write it with smaller counts' };
  const states: State[] = [{ kind: 'match' }];
  const start = build(node, 0, states);
  return {
    stepsFor: (text) => 1 + Math.ceil((text.length * states.length) / STATES_A_STEP),
    test: (text) => runs(states, start, text),
  };
}

function parse(source: string): Node {
  let at = 0;
  const alternatives = (): Node => {
    const options = [sequence()];
    while (source[at] === '|') {
      at++;
      options.push(sequence());
    }
    return options.length === 1 ? (options[0] as Node) : { kind: 'any', parts: options };
  };
  const sequence = (): Node => {
    const parts: Node[] = [];
    while (at < source.length && source[at] !== '|' && source[at] !== ')') parts.push(repeated(atom()));
    return { kind: 'all', parts };
  };
  const repeated = (of: Node): Node => {
    const count = COUNT.exec(source.slice(at));
    if (!count) return of;
    at += count[0].length;
    const { least = '', range, most = '' } = count.groups ?? {};
    if (count[1]) return { kind: 'repeat', of, least: count[1] === '+' ? 1 : 0, most: count[1] === '?' ? 1 : Infinity };
    const bound = range === undefined ? Number(least) : most === '' ? Infinity : Number(most);
    return { kind: 'repeat', of, least: Number(least), most: bound };
  };
  const atom = (): Node => {
    const rest = source.slice(at);
    if (rest.startsWith('(')) {
      at += rest.startsWith('(?:') ? 3 : 1;
      const inner = alternatives();
      at++;
      return inner;
    }
    if (rest.startsWith('^') || rest.startsWith('$')) {
      at++;
      return { kind: rest.startsWith('^') ? 'begin' : 'end' };
    }
    const [text = ''] = ONE.exec(rest) ?? [];
    at += text.length;
    return { kind: 'one', of: new RegExp(`^${text}$`, 'u') };
  };
  return alternatives();
}

function sizeOf(node: Node): number {
  if (node.kind === 'all' || node.kind === 'any') return node.parts.reduce((sum, part) => sum + sizeOf(part), 1);
  if (node.kind !== 'repeat') return 1;
  return (sizeOf(node.of) + 1) * (node.most === Infinity ? node.least + 1 : node.most) + 1;
}

/** Adds the states of a node that goes on to `next`; answers where it begins. */
function build(node: Node, next: number, states: State[]): number {
  const add = (state: State) => states.push(state) - 1;
  switch (node.kind) {
    case 'one':
    case 'begin':
    case 'end':
      return add({ ...node, next });
    case 'all':
      return node.parts.reduceRight((after, part) => build(part, after, states), next);
    case 'any':
      return add({ kind: 'fork', next: node.parts.map((part) => build(part, next, states)) });
    case 'repeat': {
      let after = next;
      if (node.most === Infinity) {
        const fork: State = { kind: 'fork', next: [] };
        after = add(fork);
        fork.next = [build(node.of, after, states), next];
      } else {
        for (let more = node.most; more > node.least; more--) {
          after = add({ kind: 'fork', next: [build(node.of, after, states), next] });
        }
      }
      for (let times = 0; times < node.least; times++) after = build(node.of, after, states);
      return after;
    }
  }
}

function runs(states: readonly State[], start: number, text: string): boolean {
  const characters = [...text];
  // When each state was last come to: one list for all positions.
  const reachedAt = new Int32Array(states.length).fill(-1);
  let [here, next]: [number[], number[]] = [[], []];
  for (let position = 0; position <= characters.length; position++) {
    const character = characters[position];
    here.push(start);
    next.length = 0;
    for (let index = here.pop(); index !== undefined; index = here.pop()) {
      if (reachedAt[index] === position) continue;
      reachedAt[index] = position;
      const state = states[index];
      if (state?.kind === 'match') return true;
      if (state?.kind === 'fork') here.push(...state.next);
      if (state?.kind === 'begin' && position === 0) here.push(state.next);
      if (state?.kind === 'end' && character === undefined) here.push(state.next);
      if (state?.kind === 'one' && character !== undefined && state.of.test(character)) next.push(state.next);
    }
    [here, next] = [next, here];
  }
  return false;
}
