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

// jsdom knows <dialog> but not how to open one (the real one is tested in the real window).
HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
  this.open = true;
};
HTMLDialogElement.prototype.close ??= function (this: HTMLDialogElement) {
  this.open = false;
  this.dispatchEvent(new Event('close'));
};

beforeEach(() => {
  i18n.language = 'zh';
  location.hash = '';
});
