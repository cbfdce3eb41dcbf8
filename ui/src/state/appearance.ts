import type { Settings } from '../bindings/Settings';
import { i18n, localeOf, systemLanguage, t, type MessageKey } from '../i18n/i18n.svelte';

/** Puts language and theme on the document: words, `lang`, the title, the colours. */
export function applyAppearance(
  settings: Pick<Settings, 'language' | 'theme'>,
  title: MessageKey = 'app.title',
  root = document.documentElement,
): void {
  i18n.language = settings.language === 'system' ? systemLanguage() : settings.language;
  root.lang = localeOf(i18n.language);
  root.dataset.theme = settings.theme;
  root.ownerDocument.title = t(title);
}
