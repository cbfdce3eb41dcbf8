// What the two scripts that the simulator serves have in common: the simulator is where the script came from.
import { HttpTransport, nowhere } from '../http-transport.js';
import { configure } from '../transport.js';
import type { Connection } from '../types.js';

/** The simulator writes the device's network in its place, so that getConnection() is right from the first call on. */
declare const __NUMBERAUTH_CONNECTION__: Connection;

/** Calls the simulator that the script was loaded from, for the device that its address names (`?device=ID`). */
export function callHome(script: string | undefined): void {
  if (!script) {
    configure(nowhere('the script cannot tell where it came from: load numberauth.js by a <script src> element'));
    return;
  }
  const device = new URL(script).searchParams.get('device') ?? undefined;
  const address = new URL('.', script);
  configure(new HttpTransport({ address, device, connection: __NUMBERAUTH_CONNECTION__ }));
}
