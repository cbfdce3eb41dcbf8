import { configure, installOnWindow } from '../sdk/index';
import type { Backend } from '../backend/backend';
import type { Simulation } from '../bindings/Simulation';

/** The page that the SDK runs in. */
type Page = { backend: Pick<Backend, 'sdkCall' | 'sdkClose'>; readonly simulation: Simulation | null };

/** Gives the page SDK its way to the program, and puts the class on `window` for code that expects it there. */
export function installPageSdk(page: Page): void {
  configure({
    call: (instance, number, call, options) => page.backend.sdkCall(instance, number, call, { ...options }),
    close: (instance) => page.backend.sdkClose(instance),
    connection: () => page.simulation?.connection ?? 'unknown',
  });
  installOnWindow();
}
