// Wordings that are being written, one a language of the phone: kept while one looks elsewhere.
import type { PhoneLanguage } from '../bindings/PhoneLanguage';
import type { Wording } from '../bindings/Wording';
import { translate } from '../i18n/i18n.svelte';

/** What the fictional app says, with places for addresses: its own documents have none. */
export const demoWording = (language: PhoneLanguage): Wording => ({
  app_name: translate(language, 'phone.app'),
  button: translate(language, 'phone.consent.button'),
  agreements: (['terms', 'privacy'] as const).map((name) => ({
    name: translate(language, `phone.agree.${name}`),
    url: `https://www.example.com/${name}`,
  })),
});

export class WordingDrafts {
  #drafts = $state<Partial<Record<PhoneLanguage, Wording>>>({});

  /** The draft in this language; where there is none yet, it begins with what is applied. */
  of(language: PhoneLanguage, applied: Wording | null): Wording {
    this.#drafts[language] ??= structuredClone($state.snapshot(applied) ?? demoWording(language));
    return this.#drafts[language];
  }

  /** Begins anew with the fictional app's words. */
  restart(language: PhoneLanguage): Wording {
    this.#drafts[language] = demoWording(language);
    return this.#drafts[language];
  }
}
