import type { ChannelName } from '../../contract/channel.ts';
import type { Words } from './words.ts';

const BY: Readonly<Record<ChannelName, string>> = {
  'in-app': 'dans l’application',
  'web-push': 'dans le navigateur',
  'mobile-push': 'sur le téléphone',
  email: 'par e-mail',
  sms: 'par SMS',
  slack: 'dans Slack',
  webhook: 'par webhook',
};

/** What pages say in French. */
export const french: Words = {
  title: 'Paramètres de notification',
  channels: {
    'in-app': 'Application',
    'web-push': 'Navigateur',
    'mobile-push': 'Téléphone',
    email: 'E-mail',
    sms: 'SMS',
    slack: 'Slack',
    webhook: 'Webhook',
  },
  settings: { on: 'Activé', digest: 'Résumé', off: 'Désactivé' },
  about: (label, channel) => `« ${label} » ${BY[channel]}`,
  state: {
    on: 'Vous recevez ces notifications.',
    digest: 'Vous recevez ces notifications regroupées dans un résumé.',
    off: 'Vous ne recevez pas ces notifications.',
    muted: 'Vous avez mis ces notifications en sourdine dans l’application : vous ne les recevez nulle part.',
    mandatory: 'Ces notifications protègent votre compte. Elles sont toujours envoyées.',
    nothing: (channel) => `Vous avez tout désactivé ${BY[channel]} : vous ne recevez donc pas ces notifications.`,
  },
  unsubscribe: 'Se désabonner',
  resubscribe: 'Réactiver',
  channelOn: (channel) => `Réactiver les notifications ${BY[channel]}`,
  choose: 'Toutes les notifications',
  chooseHint: 'Choisissez ce que vous recevez, et où. Rien ne change avant l’enregistrement.',
  everything: 'Tout',
  asBelow: 'Plus bas',
  nothing: 'Rien',
  noCategory: 'Autres',
  always: 'Toujours activé : cela protège votre compte.',
  save: 'Enregistrer',
  done: {
    unsubscribed: (what) => `C’est fait. Vous ne recevrez plus ${what}.`,
    resubscribed: (what) => `C’est fait. Vous recevez de nouveau ${what}.`,
    saved: 'Vos paramètres sont enregistrés.',
    unchanged: 'Rien n’a été modifié.',
    gone: 'C’est fait. Rien n’est conservé à votre sujet ici, et rien ne vous est envoyé.',
  },
  problems: {
    title: 'Cela n’a pas fonctionné',
    unknown:
      'Ce lien n’est pas valable. Il a peut-être été coupé : ouvrez-le de nouveau depuis le message, ou copiez-le en entier.',
    mandatory:
      'Ces notifications protègent votre compte. Elles sont toujours envoyées et ne peuvent pas être désactivées.',
    refused:
      'Rien n’a été enregistré, car la page a changé depuis que vous l’avez ouverte. Ouvrez de nouveau le lien du message.',
    busy: 'Trop de requêtes viennent de votre réseau en ce moment. Réessayez dans une minute.',
    broken: 'Une erreur s’est produite ici, vous n’y êtes pour rien. Réessayez dans quelques minutes.',
  },
};
