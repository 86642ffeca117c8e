/**
 * What is filled in only when a text is shown, spelled `{{count}}`, `{{others}}` or as JSON between two braces: see
 * `fillText`. It stands for itself alone: nothing can be computed with it before.
 */
export class Slot {
  readonly spelling: string;

  constructor(of: 'count' | 'others' | readonly (string | number)[]) {
    // Braces of its own strings would end it.
    const json = (list: readonly (string | number)[]) =>
      JSON.stringify(list).replace(/[{}]/g, (brace) => (brace === '{' ? '\\u007b' : '\\u007d'));
    this.spelling = `{{${typeof of === 'string' ? of : json(of)}}}`;
  }

  /** Its name, when it is how many they are. */
  get name(): 'count' | 'others' | undefined {
    const [, name] = /^\{\{(count|others)\}\}$/.exec(this.spelling) ?? [];
    return name as 'count' | 'others' | undefined;
  }

  /** LiquidJS asks for a text or number before it computes with a value. */
  [Symbol.toPrimitive](): never {
    throw new Error('it is known only when the text is shown: use it with `plural`, `number` or by itself');
  }
}
