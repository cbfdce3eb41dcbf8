import { getContext, setContext } from 'svelte';
import { isMessageKey, translate, type Language, type MessageKey, type Parameters } from '../i18n/i18n.svelte';
import type { Wording } from '../bindings/Wording';
import type { Words } from '../bindings/Words';

/** The phone speaks a language of its own, whatever the lab's is, in the words of the app on it. */
export interface PhoneLanguage {
  readonly language: Language;
  /** A customer's own wording; null: the fictional app's. */
  readonly wording: Wording | null;
  /** The app's name. */
  readonly app: string;
  say(key: MessageKey, parameters?: Parameters): string;
  words(both: Words): string;
  /** One plain sentence for the SDK's, the server's or the page's own code. */
  failure(code: string): string;
}

const KEY = Symbol('phone language');

/** Set by the frame; both are asked again at each reading, so that pages follow a switch. */
export function providePhoneLanguage(language: () => Language, wording: () => Wording | null): PhoneLanguage {
  const say = (key: MessageKey, parameters?: Parameters) => translate(language(), key, parameters);
  return setContext<PhoneLanguage>(KEY, {
    get language() {
      return language();
    },
    get wording() {
      return wording();
    },
    get app() {
      return wording()?.app_name ?? say('phone.app');
    },
    say,
    words: (both) => both[language()],
    failure(code) {
      const key = `flow.failure.${code}`;
      return say(isMessageKey(key) ? key : 'flow.failure.other');
    },
  });
}

/** For every page inside the frame. */
export const phoneLanguage = (): PhoneLanguage => getContext<PhoneLanguage>(KEY);
