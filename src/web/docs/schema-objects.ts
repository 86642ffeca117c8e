import type { Schema, Schemas } from './open-api-document.ts';

/** A field of an object. */
export interface Field {
  readonly name: string;
  readonly required: boolean;
  readonly schema: Schema;
  /** The component that declares it, when it has a name. */
  readonly owner: string | undefined;
}

/** An object that a schema asks for, somewhere inside arrays, maps, references and alternatives. */
export interface ObjectShape {
  readonly name: string | undefined;
  readonly fields: readonly Field[];
  /** Whether fields that are not listed are refused. */
  readonly closed: boolean;
}

/** The different objects of a schema, outermost only: more than one when there are alternatives. */
export function objectsOf(schema: Schema, schemas: Schemas): ObjectShape[] {
  const found = new Map<string, ObjectShape>();
  collect(schema, undefined, []);
  return [...found.values()];

  function collect(part: Schema, name: string | undefined, passed: readonly string[]): void {
    const reference = referenceOf(part);
    if (reference !== undefined) {
      const target = schemas[reference];
      if (target && !passed.includes(reference)) collect(target, reference, [...passed, reference]);
      return;
    }
    for (const each of alternativesOf(part)) collect(each, undefined, passed);
    if (part.items) collect(part.items, undefined, passed);
    if (typeof part.additionalProperties === 'object') collect(part.additionalProperties, undefined, passed);
    const shape = shapeOf(part, name, schemas);
    if (shape) found.set(name ?? JSON.stringify(part), shape);
  }
}

/** The fields of an object schema, those of its `allOf` parts included; undefined for what is no object with fields. */
export function shapeOf(schema: Schema, name: string | undefined, schemas: Schemas): ObjectShape | undefined {
  const parts = (schema.allOf ?? []).flatMap((part) => {
    const reference = referenceOf(part);
    const target = reference === undefined ? part : schemas[reference];
    return target ? [shapeOf(target, reference ?? name, schemas)] : [];
  });
  const own = Object.entries(schema.properties ?? {}).map(([field, each]) => ({
    name: field,
    required: schema.required?.includes(field) ?? false,
    schema: each,
    owner: name,
  }));
  const fields = [...parts.flatMap((part) => part?.fields ?? []), ...own];
  if (fields.length === 0) return undefined;
  return {
    name,
    // What has to be there comes first; parts of an `allOf` put it last.
    fields: [...fields.filter(({ required }) => required), ...fields.filter(({ required }) => !required)],
    closed: schema.additionalProperties === false || parts.some((part) => part?.closed),
  };
}

/** The name of the component that a schema refers to. */
export function referenceOf({ $ref }: Schema): string | undefined {
  return $ref?.startsWith('#/components/schemas/') ? $ref.slice('#/components/schemas/'.length) : undefined;
}

/** A schema, or what it refers to. */
export function resolve(schema: Schema, schemas: Schemas): Schema {
  const reference = referenceOf(schema);
  const target = reference === undefined ? undefined : schemas[reference];
  return target ? resolve(target, schemas) : schema;
}

/** What a value may be instead of one thing. */
export function alternativesOf({ anyOf, oneOf }: Schema): readonly Schema[] {
  return anyOf ?? oneOf ?? [];
}
