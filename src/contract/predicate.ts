import { z } from '@hono/zod-openapi';
import { Instant } from './identifier.ts';

/** Levels of `all`, `any` and `not`, the condition at the end included. */
const MOST_DEPTH = 8;
/** Of one predicate, or of all that an audience consists of. */
export const MOST_CONDITIONS = 50;
/** Of one `all`, `any` or `in`. */
const MOST_PARTS = 100;
/** Characters of a whole predicate as JSON: it goes along with every page that is read. */
const MOST_CHARACTERS = 32_000;
/** The attribute that is a time: its values are told as RFC 3339 and compared as moments. */
export const CREATED_AT = 'createdAt';

const Scalar = z.union([z.string().max(512), z.number(), z.boolean()]);
/** Numbers compare with numbers, texts with texts, by their code points. */
const Ordered = z.union([z.string().max(512), z.number()]);
const attr = z.string().min(1).max(128);

/** One thing that is asked of a member's attribute. An attribute that is not there meets none. */
const Condition = z
  .discriminatedUnion('op', [
    z.strictObject({ attr, op: z.literal('eq'), value: Scalar }),
    z.strictObject({ attr, op: z.literal('in'), value: z.array(Scalar).min(1).max(MOST_PARTS) }),
    z.strictObject({ attr, op: z.enum(['gt', 'gte', 'lt', 'lte']), value: Ordered }),
    z.strictObject({ attr, op: z.literal('exists'), value: z.boolean().optional() }),
  ])
  .refine(({ attr, op, value }) => attr !== CREATED_AT || op === 'exists' || areInstants(value), {
    message: 'must be an RFC 3339 time with a zone, such as 2026-11-21T09:30:00Z',
    path: ['value'],
  });
export type Condition = z.infer<typeof Condition>;

/** What the attributes of a member have to be. */
export type Predicate =
  | { readonly all: readonly Predicate[] }
  | { readonly any: readonly Predicate[] }
  | { readonly not: Predicate }
  | Condition;

/** Not a union: its errors would be about all the shapes that were not meant. */
const Part: z.ZodType<Predicate> = z.unknown().transform((value, context): Predicate => {
  const parsed = shapeOf(value).safeParse(value);
  if (parsed.success) return parsed.data;
  // An issue that is told is one that may be raised; only their types keep them apart.
  for (const issue of parsed.error.issues) context.issues.push({ ...issue, input: value } as z.core.$ZodRawIssue);
  return z.NEVER;
});
const parts = z.array(Part).min(1).max(MOST_PARTS);
const All = z.strictObject({ all: parts });
const AnyOf = z.strictObject({ any: parts });
const Not = z.strictObject({ not: Part });

function shapeOf(value: unknown): z.ZodType<Predicate> {
  if (value === null || typeof value !== 'object') return Condition;
  return 'all' in value ? All : 'any' in value ? AnyOf : 'not' in value ? Not : Condition;
}

const reference = { $ref: '#/components/schemas/Predicate' };
const several = { type: 'array' as const, minItems: 1, maxItems: MOST_PARTS, items: reference };
const scalar = { oneOf: [{ type: 'string' as const }, { type: 'number' as const }, { type: 'boolean' as const }] };

const TOO_DEEP = `must not be nested deeper than ${MOST_DEPTH} levels`;

/** A predicate from outside: at most 8 levels and 50 conditions. What recurses comes after a look at the depth. */
export const Predicate = z
  .unknown()
  // Every level is an object and perhaps a list around the next, and the values of a condition are a list at the most.
  .refine((value) => !isNestedDeeper(value, 2 * MOST_DEPTH), { message: TOO_DEEP, abort: true })
  .refine((value) => lengthOf(value) <= MOST_CHARACTERS, `must not be longer than ${MOST_CHARACTERS} characters`)
  .pipe(Part)
  .refine((predicate) => depthOf(predicate) <= MOST_DEPTH, TOO_DEEP)
  .refine(
    (predicate) => conditionsOf(predicate) <= MOST_CONDITIONS,
    `must not have more than ${MOST_CONDITIONS} conditions`,
  )
  .openapi('Predicate', {
    type: 'object',
    example: { attr: 'plan', op: 'eq', value: 'pro' },
    description:
      'what the attributes of a member have to be: exactly one of `all`, `any`, `not` and `attr`, at most 8 levels and ' +
      '50 conditions. `eq` and `in` match a list when any element does. `region`, `locale`, `timezone` and ' +
      '`createdAt` are attributes too',
    properties: {
      all: several,
      any: several,
      not: reference,
      attr: { type: 'string', minLength: 1, maxLength: 128 },
      op: { type: 'string', enum: ['eq', 'in', 'gt', 'gte', 'lt', 'lte', 'exists'] },
      value: { oneOf: [...scalar.oneOf, { type: 'array', minItems: 1, maxItems: MOST_PARTS, items: scalar }] },
    },
    additionalProperties: false,
  });

/** `POST /v1/audiences/preview`. */
export const AudienceQuery = z.strictObject({ where: Predicate }).openapi('AudienceQuery');
export type AudienceQuery = z.infer<typeof AudienceQuery>;

export const AudiencePreview = z
  .object({
    count: z.number().int().openapi({ description: 'members that match now, exactly' }),
    sample: z.array(z.string()).openapi({ description: 'up to 20 of them' }),
  })
  .openapi('AudiencePreview');
export type AudiencePreview = z.infer<typeof AudiencePreview>;

/** How many conditions a sound predicate has. */
export function conditionsOf(predicate: Predicate): number {
  if ('attr' in predicate) return 1;
  return innerOf(predicate).reduce((sum, each) => sum + conditionsOf(each), 0);
}

function depthOf(predicate: Predicate): number {
  if ('attr' in predicate) return 1;
  return 1 + Math.max(...innerOf(predicate).map(depthOf));
}

function innerOf(predicate: Exclude<Predicate, Condition>): readonly Predicate[] {
  if ('not' in predicate) return [predicate.not];
  return 'all' in predicate ? predicate.all : predicate.any;
}

function areInstants(value: unknown): boolean {
  return (Array.isArray(value) ? value : [value]).every((each) => Instant.safeParse(each).success);
}

/** Walks without recursion: the depth of the input is what must not be trusted. */
function isNestedDeeper(value: unknown, most: number): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > most) return true;
    level = level.flatMap((each) => (each !== null && typeof each === 'object' ? Object.values(each) : []));
  }
  return false;
}

function lengthOf(value: unknown): number {
  return JSON.stringify(value)?.length ?? 0;
}
