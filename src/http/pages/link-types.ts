import { type ChannelName, isProvided } from '../../contract/channel.ts';
import type { Stubs } from '../../platform/stubs.ts';
import { outlinesOf } from '../../registry/outlines.ts';
import { providersOf } from '../../registry/providers.ts';
import { typeOf } from '../../registry/registry.ts';
import { outlineOf, type TypeOutline } from '../../registry/type-outline.ts';

/** What a link is about, and all types of its tenant, that one among them. */
export interface LinkTypes {
  readonly type: TypeOutline;
  readonly types: readonly TypeOutline[];
}

/**
 * The types of a link's tenant with the channels that somebody serves. A link goes on being about its type and channel
 * when the type is not sent there any more.
 */
export async function linkTypesOf(
  of: Stubs,
  link: { readonly tenant: string; readonly type: string; readonly channel: ChannelName },
  now: number,
): Promise<LinkTypes> {
  const [outlines, providers] = await Promise.all([
    outlinesOf(of, link.tenant, now),
    providersOf(of, link.tenant, now),
  ]);
  const isServed = (channel: ChannelName) =>
    !isProvided(channel) || channel === link.channel || providers.some((provider) => provider.channel === channel);
  const served = outlines.map((type) => ({ ...type, channels: type.channels.filter(isServed) }));
  const found = served.find(({ name }) => name === link.type) ?? (await unlisted(of, link, now));
  const type = found.channels.includes(link.channel)
    ? found
    : { ...found, channels: [...found.channels, link.channel] };
  const others = served.filter(({ name, channels }) => name !== link.type && channels.length > 0);
  return { type, types: [type, ...others] };
}

/** One that was registered a moment ago, one of very many, or none any more. */
async function unlisted(
  of: Stubs,
  { tenant, type: name, channel }: { readonly tenant: string; readonly type: string; readonly channel: ChannelName },
  now: number,
): Promise<TypeOutline> {
  const type = await typeOf(of, tenant, name, now);
  return type ? outlineOf(type) : { name, class: 'content', channels: [channel] };
}
