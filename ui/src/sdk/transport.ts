import type { CallName, Connection, PhoneServerResult } from './types.js';

/** How the class reaches the program that does the work. One is installed with {@link configure}; the class has no other way out. */
export interface Transport {
  /**
   * Sends one call and answers its result. Calls of an instance are numbered from 1 without gaps, in the order in which the
   * page made them, so that the other side can restore that order. Rejects only when the transport itself is broken.
   */
  call(
    instance: string,
    number: number,
    call: CallName,
    options: Readonly<Record<string, unknown>>,
  ): Promise<PhoneServerResult>;
  /** The page made an instance: a chance to learn the network anew. */
  opened?(): void;
  /** Nobody in the page holds this instance any more. */
  close(instance: string): Promise<unknown>;
  /** The network that was pushed last; `unknown` before that. Answers at once. */
  connection(): Connection;
}

let installed: Transport | null = null;

/** Installs the transport for every instance, those that exist already too. */
export function configure(transport: Transport): void {
  installed = transport;
}

/** The installed transport, if any. */
export function currentTransport(): Transport | null {
  return installed;
}
