import { configure, installOnWindow } from '../sdk/index';
import type { Lab } from './lab.svelte';

/** Gives the page SDK its way to the program, and puts the class on `window` for code that expects it there. */
export function installPageSdk(lab: Lab): void {
  configure({
    call: (instance, number, call, options) => lab.backend.sdkCall(instance, number, call, { ...options }),
    close: (instance) => lab.backend.sdkClose(instance),
    connection: () => lab.simulation?.connection ?? 'unknown',
  });
  installOnWindow();
}
