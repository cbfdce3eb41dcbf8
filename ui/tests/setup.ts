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

// What measures, scrolls or holds the pointer does nothing where there is no layout.
globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};
Element.prototype.scrollIntoView ??= () => {};
Element.prototype.hasPointerCapture ??= () => false;
Element.prototype.releasePointerCapture ??= () => {};
Element.prototype.getAnimations ??= () => [];
globalThis.CSS ??= { escape: (text: string) => text.replace(/[^\w-]/g, '\\$&') } as typeof CSS;

beforeEach(() => {
  i18n.language = 'zh';
  location.hash = '';
});
