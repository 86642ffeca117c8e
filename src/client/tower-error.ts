import type { FieldError, Problem } from '../contract/problem.ts';

/** The one error of the client: what the server said (RFC 9457 problem details), or that it could not be reached. */
export class TowerError extends Error {
  override readonly name = 'TowerError';
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  /** URI of the kind of problem; `about:blank` when the answer carried none. */
  readonly type: string;
  readonly title: string;
  readonly detail: string;
  /** Faults of the request, when it was refused for them. */
  readonly errors: readonly FieldError[];

  constructor(problem: Problem, options?: ErrorOptions) {
    super([problem.title, problem.detail, ...(problem.errors ?? []).map(inWords)].filter(Boolean).join(' — '), options);
    this.status = problem.status;
    this.type = problem.type;
    this.title = problem.title;
    this.detail = problem.detail;
    this.errors = problem.errors ?? [];
  }
}

/** The error of an answer that is not a success; any body is understood, problem details best. */
export async function errorOfResponse(response: Response): Promise<TowerError> {
  const text = await response.text().catch(() => '');
  const body = parsed(text);
  return new TowerError({
    type: textOf(body.type) ?? 'about:blank',
    title: textOf(body.title) ?? (response.statusText || `HTTP ${response.status}`),
    status: response.status,
    detail: textOf(body.detail) ?? text.slice(0, 300),
    errors: Array.isArray(body.errors) ? body.errors.filter(isFieldError) : [],
  });
}

/** The error of a request that got no answer. */
export function errorOfSilence(url: string, cause: unknown): TowerError {
  return new TowerError(
    { type: 'about:blank', title: 'No answer', status: 0, detail: `${url} could not be reached`, errors: [] },
    { cause },
  );
}

function inWords(error: FieldError): string {
  return error.path === '' ? error.message : `${error.path}: ${error.message}`;
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function isFieldError(value: unknown): value is FieldError {
  if (typeof value !== 'object' || value === null) return false;
  return 'path' in value && 'message' in value && typeof value.path === 'string' && typeof value.message === 'string';
}
