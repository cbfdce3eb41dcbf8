import { PhoneServerCustomization } from './phone-server.js';

declare global {
  interface Window {
    PhoneServerCustomization: typeof PhoneServerCustomization;
  }
}

/** Puts the class on `window`, where the vendor's script puts its own, so that code written for it runs unmodified. */
export function installOnWindow(target: Window = window): void {
  target.PhoneServerCustomization = PhoneServerCustomization;
}
