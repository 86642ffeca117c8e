import type { ChannelName } from '../../contract/channel.ts';
import type { Words } from './words.ts';

const BY: Readonly<Record<ChannelName, string>> = {
  'in-app': 'in der App',
  'web-push': 'im Browser',
  'mobile-push': 'auf dem Handy',
  email: 'per E-Mail',
  sms: 'per SMS',
  slack: 'in Slack',
  webhook: 'per Webhook',
};

/** What pages say in German. */
export const german: Words = {
  title: 'Benachrichtigungen einstellen',
  channels: {
    'in-app': 'In der App',
    'web-push': 'Browser',
    'mobile-push': 'Handy',
    email: 'E-Mail',
    sms: 'SMS',
    slack: 'Slack',
    webhook: 'Webhook',
  },
  settings: { on: 'An', digest: 'Gesammelt', off: 'Aus' },
  about: (label, channel) => `„${label}“ ${BY[channel]}`,
  state: {
    on: 'Sie erhalten diese Benachrichtigungen.',
    digest: 'Sie erhalten diese Benachrichtigungen gesammelt.',
    off: 'Sie erhalten diese Benachrichtigungen nicht.',
    muted: 'Sie haben diese Benachrichtigungen in der App stummgeschaltet und erhalten sie deshalb nirgends.',
    mandatory: 'Diese Benachrichtigungen schützen Ihr Konto. Sie werden immer gesendet.',
    nothing: (channel) =>
      `Sie haben ${BY[channel]} alles abbestellt und erhalten deshalb auch diese Benachrichtigungen nicht.`,
  },
  unsubscribe: 'Abbestellen',
  resubscribe: 'Wieder einschalten',
  channelOn: (channel) => `Benachrichtigungen ${BY[channel]} wieder einschalten`,
  choose: 'Alle Benachrichtigungen',
  chooseHint: 'Wählen Sie, was Sie wo erhalten. Es ändert sich nichts, bevor Sie speichern.',
  everything: 'Alles',
  asBelow: 'Wie unten',
  nothing: 'Nichts',
  noCategory: 'Sonstiges',
  always: 'Immer an: Das schützt Ihr Konto.',
  save: 'Speichern',
  done: {
    unsubscribed: (what) => `Erledigt. Sie erhalten ${what} nicht mehr.`,
    resubscribed: (what) => `Erledigt. Sie erhalten ${what} wieder.`,
    saved: 'Ihre Einstellungen sind gespeichert.',
    unchanged: 'Es hat sich nichts geändert.',
    gone: 'Erledigt. Über Sie ist hier nichts gespeichert, und Ihnen wird nichts gesendet.',
  },
  problems: {
    title: 'Das hat nicht geklappt',
    unknown:
      'Dieser Link ist nicht gültig. Vielleicht ist er unvollständig: Öffnen Sie ihn noch einmal aus der Nachricht, oder kopieren Sie ihn ganz.',
    mandatory:
      'Diese Benachrichtigungen schützen Ihr Konto. Sie werden immer gesendet und lassen sich nicht abbestellen.',
    refused:
      'Es wurde nichts gespeichert, denn die Seite hat sich geändert, seit Sie sie geöffnet haben. Öffnen Sie den Link aus der Nachricht noch einmal.',
    busy: 'Aus Ihrem Netz kommen gerade zu viele Anfragen. Versuchen Sie es in einer Minute noch einmal.',
    broken: 'Hier ist etwas kaputtgegangen, es liegt nicht an Ihnen. Versuchen Sie es in ein paar Minuten noch einmal.',
  },
};
