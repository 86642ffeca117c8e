import type { ChannelName } from '../../contract/channel.ts';
import type { Words } from './words.ts';

const BY: Readonly<Record<ChannelName, string>> = {
  'in-app': 'in the app',
  'web-push': 'by browser notification',
  'mobile-push': 'by notification on the phone',
  email: 'by email',
  sms: 'by text message',
  slack: 'in Slack',
  webhook: 'by webhook',
};

/** What pages say in English. */
export const english: Words = {
  title: 'Notification settings',
  channels: {
    'in-app': 'In the app',
    'web-push': 'Browser',
    'mobile-push': 'Phone',
    email: 'Email',
    sms: 'Text message',
    slack: 'Slack',
    webhook: 'Webhook',
  },
  settings: { on: 'On', digest: 'Digest', off: 'Off' },
  about: (label, channel) => `“${label}” ${BY[channel]}`,
  state: {
    on: 'You get these notifications.',
    digest: 'You get these notifications, gathered in a digest.',
    off: 'You do not get these notifications.',
    muted: 'You muted these notifications in the app, so you do not get them anywhere.',
    mandatory: 'These notifications protect your account. They are always sent.',
    nothing: (channel) => `You turned everything off ${BY[channel]}, so you do not get these notifications.`,
  },
  unsubscribe: 'Unsubscribe',
  resubscribe: 'Turn on again',
  channelOn: (channel) => `Turn notifications ${BY[channel]} on again`,
  choose: 'All notifications',
  chooseHint: 'Choose what you get, and where. Nothing changes until you save.',
  everything: 'Everything',
  asBelow: 'As below',
  nothing: 'Nothing',
  noCategory: 'Other',
  always: 'Always on: it protects your account.',
  save: 'Save',
  done: {
    unsubscribed: (what) => `Done. You no longer get ${what}.`,
    resubscribed: (what) => `Done. You get ${what} again.`,
    saved: 'Your settings are saved.',
    unchanged: 'Nothing was changed.',
    gone: 'Done. Nothing is kept about you here, and nothing is sent to you.',
  },
  problems: {
    title: 'That did not work',
    unknown:
      'This link is not valid. It may have been cut off: open it again from the message, or copy the whole link.',
    mandatory: 'These notifications protect your account. They are always sent and cannot be turned off.',
    refused: 'Nothing was saved, because the page has changed since you opened it. Open the link of the message again.',
    busy: 'There are too many requests from your network at the moment. Try again in a minute.',
    broken: 'Something broke here, and it is not your fault. Try again in a few minutes.',
  },
};
