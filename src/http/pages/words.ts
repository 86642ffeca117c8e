import type { ChannelName } from '../../contract/channel.ts';
import { DEFAULT_LOCALE, localeFor } from '../../contract/locale.ts';
import type { ChannelSetting } from '../../contract/policy.ts';
import { german } from './words-de.ts';
import { english } from './words-en.ts';
import { spanish } from './words-es.ts';
import { french } from './words-fr.ts';

/** All that a page says, in one language. `what` is a type on a channel, as `about` says it. */
export interface Words {
  readonly title: string;
  /** The channels as heads of what is chosen on them. */
  readonly channels: Readonly<Record<ChannelName, string>>;
  readonly settings: Readonly<Record<ChannelSetting, string>>;
  readonly about: (label: string, channel: ChannelName) => string;
  readonly state: {
    readonly on: string;
    readonly digest: string;
    readonly off: string;
    readonly muted: string;
    readonly mandatory: string;
    readonly nothing: (channel: ChannelName) => string;
  };
  readonly unsubscribe: string;
  readonly resubscribe: string;
  readonly channelOn: (channel: ChannelName) => string;
  readonly choose: string;
  readonly chooseHint: string;
  readonly everything: string;
  readonly asBelow: string;
  readonly nothing: string;
  readonly noCategory: string;
  readonly always: string;
  readonly save: string;
  readonly done: {
    readonly unsubscribed: (what: string) => string;
    readonly resubscribed: (what: string) => string;
    readonly saved: string;
    readonly unchanged: string;
    /** Of a member of whom nothing is held. */
    readonly gone: string;
  };
  readonly problems: {
    readonly title: string;
    readonly unknown: string;
    readonly mandatory: string;
    readonly refused: string;
    readonly busy: string;
    readonly broken: string;
  };
}

const LANGUAGES: Readonly<Record<string, Words>> = {
  en: english,
  de: german,
  es: spanish,
  fr: french,
};

/** What a page says in the first of these languages (BCP 47) that it speaks, and which one that is; else English. */
export function wordsFor(...wanted: readonly (string | undefined)[]): {
  readonly language: string;
  readonly words: Words;
} {
  for (const each of wanted) {
    const language = localeFor(each, Object.keys(LANGUAGES));
    const words = language === undefined ? undefined : LANGUAGES[language];
    if (language !== undefined && words) return { language, words };
  }
  return { language: DEFAULT_LOCALE, words: english };
}
