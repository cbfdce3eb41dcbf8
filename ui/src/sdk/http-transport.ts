import type { Transport } from './transport.js';
import type { CallName, Connection, PhoneServerResult } from './types.js';

/** Where the simulator answers the page SDK, and for which of its devices. */
export interface Door {
  /** The address of `/sdk/v1/`, with its final slash. */
  address: URL;
  /** A device that was registered by the admin API; left out: the default one. */
  device?: string | undefined;
  /** The device's network, as far as it is known already. */
  connection?: Connection;
}

/** Calls over HTTP to the Rust `PhoneServer`s of `numberauth serve`. It never tries again: a lost call is a failed one. */
export class HttpTransport implements Transport {
  readonly #door: Door;
  #connection: Connection;
  /** The page's instances that have made a call, each with the numbers of its calls in flight. */
  readonly #instances = new Map<string, Set<number>>();

  constructor(door: Door) {
    this.#door = door;
    this.#connection = door.connection ?? 'unknown';
    // A server that imports the package to render a page has no page that could go away.
    if (typeof document !== 'undefined') addEventListener('pagehide', (event) => this.#leave(event));
  }

  async call(
    instance: string,
    number: number,
    call: CallName,
    options: Readonly<Record<string, unknown>>,
  ): Promise<PhoneServerResult> {
    const inFlight = this.#inFlight(instance);
    // Up to here all earlier calls have ended, one way or another: the other side need not wait for a lost one.
    const settled = Math.min(number, ...inFlight) - 1;
    inFlight.add(number);
    try {
      const { device } = this.#door;
      const body = JSON.stringify({ instance, number, settled, call, options, device });
      const headers = { 'content-type': 'application/json' };
      const reply = await this.#ask('call', { method: 'POST', headers, body });
      this.#learn(reply);
      return reply.result as PhoneServerResult;
    } finally {
      inFlight.delete(number);
    }
  }

  /** Sent without a preflight and kept alive, so that it arrives when the page is going away. */
  async close(instance: string): Promise<void> {
    if (!this.#instances.delete(instance)) return;
    await this.#send('close', { method: 'POST', keepalive: true, body: JSON.stringify({ instance }) });
  }

  connection(): Connection {
    return this.#connection;
  }

  opened(): void {
    void this.refresh();
  }

  /** Asks for the device's network, and answers what is known then. */
  async refresh(): Promise<Connection> {
    try {
      const { device } = this.#door;
      const query = device === undefined ? '' : `?device=${encodeURIComponent(device)}`;
      this.#learn(await this.#ask(`connection${query}`, {}));
    } catch {
      // What was known stays known; the next call tells what is wrong.
    }
    return this.#connection;
  }

  #inFlight(instance: string): Set<number> {
    let inFlight = this.#instances.get(instance);
    if (!inFlight) this.#instances.set(instance, (inFlight = new Set()));
    return inFlight;
  }

  #leave(event: PageTransitionEvent): void {
    // A page in the back/forward cache may come back, with its instances.
    if (event.persisted) return;
    for (const instance of [...this.#instances.keys()]) this.close(instance).catch(() => {});
  }

  #learn({ connection }: Record<string, unknown>): void {
    if (connection === 'wifi' || connection === 'cellular' || connection === 'unknown') this.#connection = connection;
  }

  async #send(path: string, request: RequestInit): Promise<Response> {
    const { address } = this.#door;
    try {
      return await fetch(new URL(path, address), {
        ...request,
        cache: 'no-store',
        credentials: 'omit',
        redirect: 'error',
        referrerPolicy: 'no-referrer',
      });
    } catch (cause) {
      // A browser tells the page no difference between a dead server and one that refuses its origin.
      const why = `${address.origin} cannot be reached, or does not allow this page's origin`;
      const page = globalThis.location?.origin ?? 'URL';
      throw new Error(`${why}: is \`numberauth serve --allow-origin ${page}\` running there?`, { cause });
    }
  }

  async #ask(path: string, request: RequestInit): Promise<Record<string, unknown>> {
    const response = await this.#send(path, request);
    const reply: unknown = await response.json().catch(() => null);
    if (typeof reply !== 'object' || reply === null) throw new Error(`HTTP ${response.status} without JSON`);
    const { message, hint } = reply as { message?: unknown; hint?: unknown };
    if (!response.ok) throw new Error([`HTTP ${response.status}`, message, hint].filter(Boolean).join(': '));
    return reply as Record<string, unknown>;
  }
}

/** Answers every call with the reason why there is no simulator to call. */
export function nowhere(reason: string): Transport {
  return {
    call: () => Promise.reject(new Error(reason)),
    close: async () => {},
    connection: () => 'unknown',
  };
}
