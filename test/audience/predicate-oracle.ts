import fc from 'fast-check';
import type { MemberProfile } from '../../src/contract/member.ts';
import { type Condition, Predicate } from '../../src/contract/predicate.ts';

/** What a predicate says of a profile, in plain words of JavaScript. */
export function matches(profile: MemberProfile, predicate: Predicate): boolean {
  if ('all' in predicate) return predicate.all.every((each) => matches(profile, each));
  if ('any' in predicate) return predicate.any.some((each) => matches(profile, each));
  if ('not' in predicate) return !matches(profile, predicate.not);
  return meets(attributeOf(profile, predicate.attr), predicate);
}

function meets(found: unknown, condition: Condition): boolean {
  if (condition.op === 'exists') return (found !== undefined) === (condition.value ?? true);
  if (found === undefined) return false;
  const asked = condition.attr === 'createdAt' ? [condition.value].flat().map(moment) : [condition.value].flat();
  const [bound] = asked;
  switch (condition.op) {
    case 'eq':
    case 'in':
      return [found].flat().some((element) => asked.includes(element as string | number | boolean));
    case 'gt':
      return order(found, bound) > 0;
    case 'gte':
      return order(found, bound) >= 0;
    case 'lt':
      return order(found, bound) < 0;
    case 'lte':
      return order(found, bound) <= 0;
  }
}

function attributeOf({ attributes = {}, region, locale, timezone, createdAt }: MemberProfile, name: string): unknown {
  const told = { region, locale, timezone, createdAt: createdAt === undefined ? undefined : moment(createdAt) };
  if (Object.hasOwn(told, name)) return told[name as keyof typeof told];
  return Object.hasOwn(attributes, name) ? attributes[name] : undefined;
}

function moment(value: unknown): number {
  return Date.parse(String(value));
}

/** NaN where there is no order: of two kinds, and of lists. */
function order(one: unknown, other: unknown): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  if (typeof one === 'string' && typeof other === 'string') return Buffer.compare(Buffer.from(one), Buffer.from(other));
  return Number.NaN;
}

const NAMES = [
  ...['plan', 'age', 'a.b', '$', '$.plan', '[0]', 'b"c', 'back\\slash', '%22', 'b%22c', "'; drop table profile; --"],
  ...['__proto__', 'constructor', 'ünï', '日本語', ' ', '?1', ':values', 'nul\u0000', '*', '"', '1', 'attributes'],
];
const TEXTS = [
  ...['', 'pro', 'free', 's', 't', 'true', 'false', '[', '["pro"]', '{}', '1', 'null', '%', '\\', '"', "' or 1=1 --"],
  ...['Zürich', '\u{10ffff}', '\uffff', '日本', 'a\u0000b', 'a\u0000', 'a', '2026-01-01T00:00:00Z', '\ud800'],
];
const name = fc.constantFrom(...NAMES, 'region', 'locale', 'timezone');
const text = fc.constantFrom(...TEXTS);
const number = fc.constantFrom(0, -0, 1, -1, 0.1, 40, 1e21, 2 ** 53, -1e-300, Number.MAX_VALUE);
const scalar = fc.oneof(text, number, fc.boolean());
const instant = fc.constantFrom('2026-01-01T00:00:00Z', '2026-01-01T01:00:00+01:00', '2026-01-01T00:00:00.001Z');

const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ attr: name, op: fc.constant('eq'), value: scalar }),
  fc.record({ attr: name, op: fc.constant('in'), value: fc.array(scalar, { minLength: 1, maxLength: 4 }) }),
  fc.record({ attr: name, op: fc.constantFrom('gt', 'gte', 'lt', 'lte'), value: fc.oneof(text, number) }),
  fc.record({ attr: fc.oneof(name, fc.constant('createdAt')), op: fc.constant('exists') }),
  fc.record({ attr: name, op: fc.constant('exists'), value: fc.boolean() }),
  fc.record({ attr: fc.constant('createdAt'), op: fc.constantFrom('eq', 'gt', 'gte', 'lt', 'lte'), value: instant }),
) as fc.Arbitrary<Condition>;

/** Sound predicates of any shape, over few names and values, so that they meet. */
export const predicates: fc.Arbitrary<Predicate> = fc
  .letrec<{ part: Predicate }>((tie) => {
    const parts = fc.array(tie('part'), { minLength: 1, maxLength: 4 });
    return {
      part: fc.oneof(
        { maxDepth: 5, withCrossShrink: true },
        condition,
        fc.record({ all: parts }),
        fc.record({ any: parts }),
        fc.record({ not: tie('part') }),
      ),
    };
  })
  .part.filter((predicate) => Predicate.safeParse(predicate).success);

const attributes = fc
  .array(fc.tuple(fc.oneof(name, fc.constant('createdAt')), fc.oneof(scalar, fc.array(text, { maxLength: 3 }))), {
    maxLength: 8,
  })
  .map((entries) => Object.fromEntries(entries));

export const profiles: fc.Arbitrary<MemberProfile> = fc.record(
  { attributes, region: text, locale: text, timezone: text, createdAt: instant },
  { requiredKeys: [] },
);
