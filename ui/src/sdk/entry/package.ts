// The npm package: it is bundled into the page, so the page says where the simulator is.
import { HttpTransport, nowhere } from '../http-transport.js';
import { configure } from '../transport.js';
import type { Connection } from '../types.js';

configure(
  nowhere("not connected: call connect('http://127.0.0.1:PORT') with the base_url that `numberauth serve` prints"),
);

/** What {@link connect} can be told beside the address. */
export interface ConnectOptions {
  /** A device that was registered by the simulator's admin API; left out: the default one. */
  device?: string;
}

/**
 * Sends the calls of every instance to a simulator, from now on. The answer is the device's network, once it is known: wait
 * for it if you call `getConnection()` right away. It never rejects: a simulator that is not there is told by each call (600010).
 *
 * @param baseUrl the `base_url` that `numberauth serve` prints, such as `http://127.0.0.1:7200`
 * @throws TypeError if `baseUrl` is no http address
 */
export function connect(baseUrl: string, options: ConnectOptions = {}): Promise<Connection> {
  const transport = new HttpTransport({ address: doorOf(baseUrl), device: options.device });
  configure(transport);
  return transport.refresh();
}

function doorOf(baseUrl: string): URL {
  if (!/^https?:\/\/[^/]/i.test(baseUrl)) {
    throw new TypeError(`connect: expected the simulator's address, such as http://127.0.0.1:7200, got ${baseUrl}`);
  }
  return new URL('sdk/v1/', baseUrl.replace(/[?#].*$/, '').replace(/\/*$/, '/'));
}

export { PhoneServerCustomization, PhoneServerCustomization as default } from '../phone-server.js';
export type {
  Callback,
  CallName,
  CallOptions,
  CheckOptions,
  Connection,
  FailureContent,
  LoginTokenOptions,
  PhoneServerResult,
  Vender,
} from '../types.js';
