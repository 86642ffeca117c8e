import { exampleValue } from './example-value.ts';
import { PATH_EXAMPLES } from './example-words.ts';
import type { Schemas } from './open-api-document.ts';
import type { Caller, Operation } from './operations.ts';

/** How to make a call, ready to paste. */
export interface CallExample {
  readonly language: 'curl' | 'JavaScript';
  readonly code: string;
}

/** An example of a call to the Tower at an origin; the credential is a variable (`$KEY`, `$TOKEN`, `$ROOT`). */
export function callExample(operation: Operation, schemas: Schemas, origin: string): CallExample {
  const url = origin + examplePath(operation.path);
  // curl speaks no WebSocket in many installations, and its users are pages.
  if ('101' in operation.responses) {
    return {
      language: 'JavaScript',
      code: `const socket = new WebSocket(\`${url.replace(/^http/, 'ws')}?token=\${token}\`);\nsocket.onmessage = ({ data }) => console.log(JSON.parse(data));`,
    };
  }
  const credential = CREDENTIALS[operation.caller];
  const body = operation.requestBody?.content['application/json'];
  const lines = [
    `curl ${url}`,
    ...(operation.method === 'GET' ? [] : [`-X ${operation.method}`]),
    ...(credential ? [`-H "Authorization: Bearer $${credential}"`] : []),
    ...(body
      ? [
          "-H 'Content-Type: application/json'",
          `-d '${JSON.stringify(exampleValue(body.schema, schemas), null, 2).replaceAll("'", String.raw`'\''`).replaceAll('\n', '\n  ')}'`,
        ]
      : []),
  ];
  return { language: 'curl', code: lines.join(' \\\n  ') };
}

const CREDENTIALS: Readonly<Record<Caller, string | undefined>> = {
  key: 'KEY',
  member: 'TOKEN',
  root: 'ROOT',
  nobody: undefined,
};

/** The path with a value for each parameter; one that nothing is known for keeps its name. */
function examplePath(path: string): string {
  return path.replaceAll(/([^/]+)\/\{(\w+)\}/g, (_all, before: string, name: string) => {
    return `${before}/${encodeURIComponent(PATH_EXAMPLES[before] ?? name)}`;
  });
}
