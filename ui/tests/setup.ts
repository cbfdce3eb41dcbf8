import '@testing-library/jest-dom/vitest';
import { beforeEach } from 'vitest';
import { i18n } from '../src/i18n/i18n.svelte';

// jsdom has no layout: media queries never match (tests of narrow windows are made in the real one).
window.matchMedia ??= (query: string) =>
  ({
    matches: false,
    media: query,
    onchange: null,
    addEventListener: () => {},
    removeEventListener: () => {},
    addListener: () => {},
    removeListener: () => {},
    dispatchEvent: () => false,
  }) as MediaQueryList;

beforeEach(() => {
  i18n.language = 'zh';
  location.hash = '';
});
