import { canonical } from '../../platform/canonical.ts';
import { FORMATS } from './keywords.ts';
import { compilePattern } from './pattern.ts';
import { fault, type Judge, type Keywords, type Run } from './run.ts';

/** Characters of a text that a format is looked for in. */
const MOST_OF_FORMAT = 2_000;

/** Keywords of all values, of texts and of numbers; a value of another type passes those of a type. */
export function scalarJudgements(schema: Keywords): Judge[] {
  return [...ofAll(schema), ...ofTexts(schema), ...ofNumbers(schema)];
}

function ofAll(schema: Keywords): Judge[] {
  const judgements: Judge[] = [];
  if (schema.type !== undefined) {
    const types = [schema.type].flat() as unknown as readonly string[];
    const message = `must be ${types.map((type) => WORDS[type] ?? type).join(' or ')}`;
    judgements.push((value, at, run) => {
      if (!types.some((type) => isOfType(value, type))) fault(run, at, message);
    });
  }
  if (Object.hasOwn(schema, 'const')) judgements.push(oneOfThese([schema.const]));
  if (Array.isArray(schema.enum)) judgements.push(oneOfThese(schema.enum));
  return judgements;
}

function ofTexts({ minLength, maxLength, pattern, format }: Keywords): Judge[] {
  const judgements: ((text: string, at: readonly string[], run: Run) => void)[] = [];
  if (typeof minLength === 'number') {
    judgements.push((text, at, run) => {
      if ([...text].length < minLength) fault(run, at, `must be at least ${minLength} characters`);
    });
  }
  if (typeof maxLength === 'number') {
    judgements.push((text, at, run) => {
      if ([...text].length > maxLength) fault(run, at, `must be at most ${maxLength} characters`);
    });
  }
  if (typeof pattern === 'string') {
    const compiled = compilePattern(pattern);
    if ('fault' in compiled) throw new Error('A schema with a pattern that is refused was stored');
    judgements.push((text, at, run) => {
      run.left -= compiled.stepsFor(text);
      if (run.left > 0 && !compiled.test(text)) fault(run, at, `must match ${pattern}`);
    });
  }
  const isOfFormat = typeof format === 'string' ? FORMATS[format] : undefined;
  if (isOfFormat) {
    judgements.push((text, at, run) => {
      if (text.length > MOST_OF_FORMAT || !isOfFormat(text)) fault(run, at, `must be of the format ${format}`);
    });
  }
  return judgements.map((each) => (value, at, run) => {
    if (typeof value === 'string') each(value, at, run);
  });
}

function ofNumbers(schema: Keywords): Judge[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  const asked: (readonly [limit: unknown, words: string, holds: (value: number, limit: number) => boolean])[] = [
    [minimum, 'must be at least', (value, limit) => value >= limit],
    [maximum, 'must be at most', (value, limit) => value <= limit],
    [exclusiveMinimum, 'must be more than', (value, limit) => value > limit],
    [exclusiveMaximum, 'must be less than', (value, limit) => value < limit],
    [multipleOf, 'must be a multiple of', isMultiple],
  ];
  return asked.flatMap(([limit, words, holds]): Judge[] => {
    if (typeof limit !== 'number') return [];
    return [
      (value, at, run) => {
        if (typeof value === 'number' && !holds(value, limit)) fault(run, at, `${words} ${limit}`);
      },
    ];
  });
}

const WORDS: Readonly<Record<string, string>> = {
  object: 'an object',
  array: 'an array',
  number: 'a number',
  integer: 'a whole number',
  string: 'a text',
  boolean: 'true or false',
};

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

function oneOfThese(values: readonly unknown[]): Judge {
  const texts = new Set(values.map(canonical));
  const words = values.map((value) => JSON.stringify(value)).join(', ');
  const message = `must be ${values.length === 1 ? '' : 'one of '}${words.slice(0, 500).toWellFormed()}`;
  return (value, at, run) => {
    const text = canonical(value);
    run.left -= Math.ceil(text.length / 100);
    if (!texts.has(text)) fault(run, at, message);
  };
}

/** To 1e-9 of the divisor: 0.3 is three times 0.1, whatever their binary fractions are. */
function isMultiple(value: number, divisor: number): boolean {
  const times = value / divisor;
  return Number.isFinite(times) && Math.abs(times - Math.round(times)) < 1e-9;
}
