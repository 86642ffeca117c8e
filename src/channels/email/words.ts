import { localeFor } from '../../contract/locale.ts';

/** What the built-in layout says of its own. */
export interface LayoutWords {
  readonly open: string;
  readonly unsubscribe: string;
  readonly preferences: string;
}

/** The words of the built-in layout in the language of an email; in English where it has no others. */
export function layoutWords(locale: string): LayoutWords {
  return WORDS[localeFor(locale, Object.keys(WORDS)) ?? 'en'] ?? ENGLISH;
}

/** Which way a language is written. */
export function directionOf(locale: string): 'ltr' | 'rtl' {
  return /^(?:ar|arc|ckb|dv|fa|he|ks|ps|sd|ug|ur|yi)(?:-|$)/i.test(locale) ? 'rtl' : 'ltr';
}

const ENGLISH: LayoutWords = { open: 'Open', unsubscribe: 'Unsubscribe', preferences: 'Notification settings' };

const WORDS: Readonly<Record<string, LayoutWords>> = {
  en: ENGLISH,
  da: { open: 'Åbn', unsubscribe: 'Afmeld', preferences: 'Indstillinger for notifikationer' },
  de: { open: 'Öffnen', unsubscribe: 'Abbestellen', preferences: 'Benachrichtigungen einstellen' },
  es: { open: 'Abrir', unsubscribe: 'Darse de baja', preferences: 'Preferencias de notificaciones' },
  fr: { open: 'Ouvrir', unsubscribe: 'Se désabonner', preferences: 'Paramètres de notification' },
  it: { open: 'Apri', unsubscribe: 'Annulla iscrizione', preferences: 'Impostazioni delle notifiche' },
  nl: { open: 'Openen', unsubscribe: 'Afmelden', preferences: 'Meldingsinstellingen' },
  pl: { open: 'Otwórz', unsubscribe: 'Wypisz się', preferences: 'Ustawienia powiadomień' },
  pt: { open: 'Abrir', unsubscribe: 'Cancelar inscrição', preferences: 'Preferências de notificação' },
  sv: { open: 'Öppna', unsubscribe: 'Avsluta prenumerationen', preferences: 'Aviseringsinställningar' },
};
