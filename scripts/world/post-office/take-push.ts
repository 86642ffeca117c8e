import { type Handed, objectOf, type Reply } from './counter.ts';

/** A web push, as a push service takes it (RFC 8030): the last part of the path is whose phone it is for. */
export function takePush({ path, headers, body, outbox, keys }: Handed): Reply {
  const plain = keys.open(body);
  const { title, body: text } = (plain !== undefined && objectOf(Buffer.from(plain))) || {};
  const said = typeof title === 'string' ? { said: { title, body: typeof text === 'string' ? text : '' } } : {};
  outbox.take(
    {
      channel: 'web-push',
      to: nameOf(path),
      ...said,
      urgency: textOf(headers.urgency) ?? 'normal',
      ttl: Number(textOf(headers.ttl)) || 0,
    },
    undefined,
  );
  return { status: 201 };
}

function nameOf(path: string): string {
  const part = path.slice(path.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function textOf(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
