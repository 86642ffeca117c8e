import type { ChannelName } from '../contract/channel.ts';
import type { StoredType } from '../contract/notification-type.ts';

/** What a member is shown of a type where they choose what to hear of: a fraction of it, without its texts. */
export interface TypeOutline {
  readonly name: string;
  readonly label?: string;
  readonly category?: string;
  readonly class: StoredType['class'];
  readonly channels: readonly ChannelName[];
  readonly mandatory?: boolean;
  readonly dark?: boolean;
}

/** The outline of a type. */
export function outlineOf(type: StoredType): TypeOutline {
  const { name, label, category, channels, mandatory, dark } = type;
  return {
    name,
    class: type.class,
    channels,
    ...(label === undefined ? {} : { label }),
    ...(category === undefined ? {} : { category }),
    ...(mandatory ? { mandatory } : {}),
    ...(dark ? { dark } : {}),
  };
}
