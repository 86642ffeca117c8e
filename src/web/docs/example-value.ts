import { FIELD_EXAMPLES } from './example-words.ts';
import type { Schema, Schemas } from './open-api-document.ts';
import { alternativesOf, referenceOf, shapeOf } from './schema-objects.ts';

/**
 * A value that fits a schema: an object has its required fields and those optional ones that `FIELD_EXAMPLES` names; of
 * alternatives it is the first object, else the first.
 */
export function exampleValue(schema: Schema, schemas: Schemas, name?: string, passed: readonly string[] = []): unknown {
  const reference = referenceOf(schema);
  if (reference !== undefined) {
    const target = schemas[reference];
    // A schema that needs itself has no smallest value; stop at the second time.
    if (!target || passed.includes(reference)) return null;
    return exampleValue(target, schemas, reference, [...passed, reference]);
  }
  if (schema.example !== undefined) return schema.example;
  if (schema.default !== undefined && !schema.properties) return schema.default;
  if (schema.enum) return schema.enum[0];
  const alternatives = alternativesOf(schema);
  const alternative = alternatives.find((each) => isObject(each, schemas)) ?? alternatives[0];
  if (alternative) return exampleValue(alternative, schemas, name, passed);
  const shape = shapeOf(schema, name, schemas);
  if (!shape) return plainExample(schema, schemas, passed);
  return Object.fromEntries(
    shape.fields.flatMap((field) => {
      const known = FIELD_EXAMPLES[`${field.owner ?? name}.${field.name}`];
      if (known === undefined && !field.required) return [];
      return [[field.name, known ?? exampleValue(field.schema, schemas, undefined, passed)]];
    }),
  );
}

function plainExample(schema: Schema, schemas: Schemas, passed: readonly string[]): unknown {
  const type = typeof schema.type === 'string' ? schema.type : schema.type?.[0];
  switch (type) {
    case 'array':
      return schema.items ? [exampleValue(schema.items, schemas, undefined, passed)] : [];
    case 'object':
      return {};
    case 'boolean':
      return true;
    case 'integer':
    case 'number':
      return schema.minimum ?? 1;
    case 'string':
      return schema.format === 'date-time' ? '2026-11-21T09:30:00Z' : 'text'.padEnd(schema.minLength ?? 0, 't');
    default:
      return null;
  }
}

function isObject(schema: Schema, schemas: Schemas): boolean {
  const reference = referenceOf(schema);
  const target = reference === undefined ? schema : (schemas[reference] ?? {});
  return shapeOf(target, reference, schemas) !== undefined;
}
