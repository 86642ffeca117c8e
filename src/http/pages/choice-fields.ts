import { ChannelName } from '../../contract/channel.ts';
import type { ChannelSetting } from '../../contract/policy.ts';
import type { FieldError } from '../../contract/problem.ts';
import type { Choice } from '../../contract/unsubscribe.ts';
import type { TypeOutline } from '../../registry/type-outline.ts';
import { offeredFor } from './subscriptions.ts';

/**
 * The name of the field for a type on a channel. It says what the page showed: only what the member changed on that page
 * is written, so a page that was left open takes back nothing that happened meanwhile.
 */
export function typeField(channel: ChannelName, shown: ChannelSetting, type: string): string {
  return `type/${channel}/${shown}/${type}`;
}

/** The same for everything on a channel. */
export function channelField(channel: ChannelName, shown: 'on' | 'off'): string {
  return `channel/${channel}/${shown}`;
}

/** What a form chose that is another thing than what it showed; or the first field that is none of these types'. */
export function readChoices(
  fields: Iterable<readonly [name: string, value: string]>,
  types: readonly TypeOutline[],
): readonly Choice[] | FieldError {
  const byName = new Map(types.map((type) => [type.name, type]));
  const channels = new Set(types.flatMap((type) => type.channels));
  const choices: Choice[] = [];
  for (const [name, value] of fields) {
    const choice = ofType(name, value, byName) ?? ofChannel(name, value, channels);
    if (!choice) return { path: name.slice(0, 200), message: 'is no choice of this page' };
    if (choice.shown !== value) choices.push(choice.chosen);
  }
  return choices;
}

interface Read {
  readonly chosen: Choice;
  readonly shown: string;
}

function ofType(name: string, value: string, types: ReadonlyMap<string, TypeOutline>): Read | undefined {
  const [, by, shown = '', typeName = ''] = /^type\/([^/]+)\/(on|off|digest)\/(.+)$/s.exec(name) ?? [];
  const channel = ChannelName.safeParse(by).data;
  const type = types.get(typeName);
  if (!channel || !type?.channels.includes(channel)) return undefined;
  const setting = offeredFor(type, channel).find((each) => each === value);
  return setting && { chosen: { channel, type: type.name, setting }, shown };
}

function ofChannel(name: string, value: string, channels: ReadonlySet<ChannelName>): Read | undefined {
  const [, by, shown = ''] = /^channel\/([^/]+)\/(on|off)$/.exec(name) ?? [];
  const channel = ChannelName.safeParse(by).data;
  if (!channel || !channels.has(channel) || (value !== 'on' && value !== 'off')) return undefined;
  return { chosen: { channel, everything: value }, shown };
}
