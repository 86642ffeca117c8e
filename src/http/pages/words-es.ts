import type { ChannelName } from '../../contract/channel.ts';
import type { Words } from './words.ts';

const BY: Readonly<Record<ChannelName, string>> = {
  'in-app': 'en la aplicación',
  'web-push': 'en el navegador',
  'mobile-push': 'en el teléfono',
  email: 'por correo',
  sms: 'por SMS',
  slack: 'en Slack',
  webhook: 'por webhook',
};

/** What pages say in Spanish. */
export const spanish: Words = {
  title: 'Preferencias de notificaciones',
  channels: {
    'in-app': 'Aplicación',
    'web-push': 'Navegador',
    'mobile-push': 'Teléfono',
    email: 'Correo',
    sms: 'SMS',
    slack: 'Slack',
    webhook: 'Webhook',
  },
  settings: { on: 'Sí', digest: 'Resumen', off: 'No' },
  about: (label, channel) => `«${label}» ${BY[channel]}`,
  state: {
    on: 'Recibes estas notificaciones.',
    digest: 'Recibes estas notificaciones reunidas en un resumen.',
    off: 'No recibes estas notificaciones.',
    muted: 'Has silenciado estas notificaciones en la aplicación, así que no las recibes en ninguna parte.',
    mandatory: 'Estas notificaciones protegen tu cuenta. Se envían siempre.',
    nothing: (channel) => `Has desactivado todo ${BY[channel]}, así que no recibes estas notificaciones.`,
  },
  unsubscribe: 'Darse de baja',
  resubscribe: 'Volver a activar',
  channelOn: (channel) => `Volver a activar las notificaciones ${BY[channel]}`,
  choose: 'Todas las notificaciones',
  chooseHint: 'Elige qué recibes y dónde. Nada cambia hasta que guardes.',
  everything: 'Todo',
  asBelow: 'Ver abajo',
  nothing: 'Nada',
  noCategory: 'Otras',
  always: 'Siempre activo: protege tu cuenta.',
  save: 'Guardar',
  done: {
    unsubscribed: (what) => `Hecho. Ya no recibirás ${what}.`,
    resubscribed: (what) => `Hecho. Vuelves a recibir ${what}.`,
    saved: 'Tus preferencias se han guardado.',
    unchanged: 'No se ha cambiado nada.',
    gone: 'Hecho. Aquí no se guarda nada sobre ti y no se te envía nada.',
  },
  problems: {
    title: 'No ha funcionado',
    unknown:
      'Este enlace no es válido. Puede que esté cortado: ábrelo de nuevo desde el mensaje o copia el enlace entero.',
    mandatory: 'Estas notificaciones protegen tu cuenta. Se envían siempre y no se pueden desactivar.',
    refused:
      'No se ha guardado nada, porque la página ha cambiado desde que la abriste. Abre de nuevo el enlace del mensaje.',
    busy: 'Hay demasiadas peticiones desde tu red en este momento. Inténtalo de nuevo en un minuto.',
    broken: 'Algo ha fallado aquí y no es culpa tuya. Inténtalo de nuevo en unos minutos.',
  },
};
