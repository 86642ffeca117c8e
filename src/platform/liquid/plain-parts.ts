import { Output, type Template, TypeGuards } from 'liquidjs';

/** A part of a source that computes nothing: its author's words, or the path of a value. */
export type PlainPart = string | (string | number)[];

/**
 * The parts of a parsed source that has words and names of values alone, such as `{{actor}}` and `{{item.id}}`;
 * undefined when it has anything else: a tag, a filter, an operator, a literal, a name that is itself looked up.
 */
export function plainPartsOf(templates: readonly Template[]): readonly PlainPart[] | undefined {
  const parts = templates.map(partOf);
  return parts.every((part) => part !== undefined) ? parts : undefined;
}

function partOf(template: Template): PlainPart | undefined {
  if (TypeGuards.isHTMLToken(template.token)) return template.token.getContent();
  if (!(template instanceof Output)) return undefined;
  const { initial, filters } = template.value;
  // One filter stands at the end of every output: the engine's own, which puts the value out.
  const [value, ...others] = initial.postfix;
  if (filters.length !== 1 || others.length > 0) return undefined;
  if (!TypeGuards.isPropertyAccessToken(value) || value.variable) return undefined;
  const path = value.props.map((name) =>
    TypeGuards.isWordToken(name) || TypeGuards.isQuotedToken(name) || TypeGuards.isNumberToken(name)
      ? name.content
      : undefined,
  );
  return path.every((name) => name !== undefined) ? path : undefined;
}
