import type { Schema, Schemas } from './open-api-document.ts';
import { alternativesOf, referenceOf, resolve, shapeOf } from './schema-objects.ts';

/** What kind of value a schema asks for, in words: "array of CloudEvent", "string or null", "map of number". */
export function typeWords(schema: Schema, schemas: Schemas): string {
  const reference = referenceOf(schema);
  if (reference !== undefined) {
    const target = schemas[reference];
    if (!target) return reference;
    // A named object or choice is called by its name; a named plain value (an enumeration, say) by what it is.
    return shapeOf(target, reference, schemas) || alternativesOf(target).length > 0
      ? reference
      : typeWords(target, schemas);
  }
  const alternatives = alternativesOf(schema);
  if (alternatives.length > 0) {
    // "CloudEvent or array of CloudEvent" reads in one way only, the other order in two.
    const arraysLast = [...alternatives].sort((one, other) => Number(isArray(one)) - Number(isArray(other)));
    return either(arraysLast.map((each) => typeWords(each, schemas)));
  }
  if (schema.allOf) return 'object';
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? []);
  if (types.length === 0) return 'anything';
  return either(types.map((type) => wordsOf(type, schema, schemas)));
}

/** What else must hold of a value, each in a few words: "1–128 characters", "at most 200". Code is in backquotes. */
export function constraintWords(schema: Schema, schemas: Schemas): string[] {
  const plain = resolve(schema, schemas);
  const of = resolve(plain.items ?? {}, schemas);
  const { description, pattern, enum: values, example } = plain;
  return [
    ...(values ? [`${values.length > 1 ? 'one of' : 'always'} ${values.map(asCode).join(', ')}`] : []),
    ...(of.enum ? [`each one of ${of.enum.map(asCode).join(', ')}`] : []),
    ...range(plain.minimum, plain.maximum, ''),
    ...range(plain.minLength, plain.maxLength, ' characters'),
    ...range(plain.minItems, plain.maxItems, ' items'),
    // Words say it better than a pattern or an example, where there are any.
    ...(pattern && !description ? [`pattern \`${pattern}\``] : []),
    ...(plain.default !== undefined ? [`default ${asCode(plain.default)}`] : []),
    ...(example !== undefined && !description ? [`such as ${asCode(example)}`] : []),
  ];
}

/** A value as JSON in backquotes; a string without its quotes. */
function asCode(value: unknown): string {
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

function wordsOf(type: string, schema: Schema, schemas: Schemas): string {
  if (type === 'array') return `array of ${typeWords(schema.items ?? {}, schemas)}`;
  if (type === 'object' && typeof schema.additionalProperties === 'object' && !schema.properties) {
    return `map of ${typeWords(schema.additionalProperties, schemas)}`;
  }
  if (type === 'string' && schema.format) return FORMATS[schema.format] ?? `string (${schema.format})`;
  return type;
}

const FORMATS: Readonly<Record<string, string>> = { 'date-time': 'RFC 3339 time', email: 'e-mail address' };

function range(least: number | undefined, most: number | undefined, unit: string): string[] {
  const number = new Intl.NumberFormat('en');
  if (least !== undefined && most !== undefined) {
    return [
      least === most ? `${number.format(least)}${unit}` : `${number.format(least)}–${number.format(most)}${unit}`,
    ];
  }
  if (least !== undefined) return [`at least ${number.format(least)}${unit}`];
  return most === undefined ? [] : [`at most ${number.format(most)}${unit}`];
}

const isArray = ({ type }: Schema) => type === 'array';

function either(words: readonly string[]): string {
  return [...new Set(words)].join(' or ');
}
