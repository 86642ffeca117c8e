import type { AddressedDelivery } from '../../contract/delivery.ts';
import type { ArrivedMessage } from './news.ts';

/**
 * Tags by which a provider that repeats tags in its calls back tells which delivery it speaks of. Values are the letters,
 * digits, `-` and `_` that Resend takes, 256 at most; none for a member whose id is longer than that.
 */
export function messageTags({
  member,
  notification,
  device,
}: Pick<AddressedDelivery, 'member' | 'notification' | 'device'>): { readonly name: string; readonly value: string }[] {
  const values = [member, notification, device].map((part) => Buffer.from(part).toString('base64url'));
  if (values.some(({ length }) => length > MOST_CHARACTERS)) return [];
  return NAMES.map((name, index) => ({ name, value: values[index] ?? '' }));
}

/** The delivery that tags tell; undefined when they tell none. */
export function messageOfTags(tags: Readonly<Record<string, string>>): ArrivedMessage | undefined {
  const [member = '', notification = '', device = ''] = NAMES.map((name) =>
    Buffer.from(tags[name] ?? '', 'base64url').toString('utf8'),
  );
  return member === '' || notification === '' || device === '' ? undefined : { member, notification, device };
}

const NAMES = ['tower_member', 'tower_notification', 'tower_device'];
const MOST_CHARACTERS = 256;
