import { toMillis } from '../contract/identifier.ts';
import { type Condition, CREATED_AT, type Predicate } from '../contract/predicate.ts';
import { keptName, keptValue } from './attributes.ts';

/** A predicate as an expression over the column `attributes`, true or false for every row. */
export interface PredicateSql {
  /** Holds no word of the predicate's own: names and values are elements of `values`. */
  readonly text: string;
  /** For the parameter `?1`: a JSON array. One parameter, since a statement takes 100 at the most. */
  readonly values: string;
}

type Bind = (value: unknown) => string;

/** What a partition asks its rows. */
export function predicateSql(predicate: Predicate): PredicateSql {
  const values: unknown[] = [];
  // A subquery that depends on no row is run once a statement.
  const bind: Bind = (value) => `(select ?1 ->> ${values.push(value) - 1})`;
  const text = expressionOf(predicate, bind);
  return { text, values: JSON.stringify(values) };
}

function expressionOf(predicate: Predicate, bind: Bind): string {
  if ('attr' in predicate) return conditionSql(predicate, bind);
  if ('not' in predicate) return `(not ${expressionOf(predicate.not, bind)})`;
  if ('all' in predicate) {
    return joined(
      'and',
      predicate.all.map((each) => expressionOf(each, bind)),
    );
  }
  return joined(
    'or',
    predicate.any.map((each) => expressionOf(each, bind)),
  );
}

/** In halves, so that many parts do not make a deep expression: SQLite allows 100 levels. */
function joined(operator: 'and' | 'or', parts: readonly string[]): string {
  if (parts.length <= 1) return parts[0] ?? '0';
  const middle = parts.length / 2;
  return `(${joined(operator, parts.slice(0, middle))} ${operator} ${joined(operator, parts.slice(middle))})`;
}

/** An attribute that is not there is null: such a comparison is false, so that `not` makes it true. */
function conditionSql(condition: Condition, bind: Bind): string {
  const { attr, op } = condition;
  const found = `json_extract(attributes, ${bind(`$."${keptName(attr)}"`)})`;
  const kept = (value: string | number | boolean) => keptValue(attr === CREATED_AT ? toMillis(String(value)) : value);
  switch (op) {
    case 'exists':
      return `(${found} is ${condition.value === false ? '' : 'not '}null)`;
    case 'eq':
      return anyElement(found, `= ${bind(kept(condition.value))}`);
    case 'in': {
      const list = bind(condition.value.map(kept));
      return anyElement(found, `in (select value from json_each(${list}))`);
    }
    default: {
      const value = kept(condition.value);
      return `ifnull(${found} ${SIGNS[op]} ${bind(value)} and ${sameKind(found, value, op)}, 0)`;
    }
  }
}

const SIGNS = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;

/** What is compared by order must be of one kind: SQLite has an order of all kinds, numbers first (see `keptValue`). */
function sameKind(found: string, value: string | number, op: keyof typeof SIGNS): string {
  const isUpper = op === 'lt' || op === 'lte';
  if (typeof value === 'number') return isUpper ? '1' : `${found} < ''`;
  return isUpper ? `${found} >= 's'` : `${found} < 't'`;
}

/** Whether a value, or any element of a list, compares so. */
function anyElement(found: string, comparison: string): string {
  const inList = `exists (select 1 from json_each(${found}) where value ${comparison})`;
  return `ifnull(${found} ${comparison} or (${found} >= '[' and ${found} < '\\' and ${inList}), 0)`;
}
