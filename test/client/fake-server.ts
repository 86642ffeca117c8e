/** What a fake server was asked. */
export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Answers requests with the given answers, one after the other; an `Error` is a connection that breaks. */
export function fakeServer(...answers: readonly (Response | Error)[]) {
  const asked: Asked[] = [];
  const waits: number[] = [];
  return {
    asked,
    waits,
    /** Options for a client: this server, and a clock that never really waits. */
    options: {
      fetch: async (url: string, init: RequestInit): Promise<Response> => {
        asked.push({
          method: init.method ?? 'GET',
          url,
          headers: init.headers as Record<string, string>,
          body: init.body,
        });
        const answer = answers[asked.length - 1];
        if (answer === undefined) throw new Error('The fake server was asked more often than it has answers');
        if (answer instanceof Error) throw answer;
        return answer;
      },
      sleep: async (milliseconds: number) => {
        waits.push(milliseconds);
      },
      random: () => 0,
      now: () => 0,
    },
  };
}

/** A JSON answer. */
export function json(body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });
}

/** A problem answer (RFC 9457). */
export function problem(status: number, detail: string, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify({ type: 'urn:tower:problem:test', title: 'Refused', status, detail }), {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers },
  });
}
