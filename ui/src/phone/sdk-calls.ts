import type { PhoneServerResult } from '../sdk/index';

/** Awaits a call of the page SDK. Options go as they are, right or wrong: only Rust judges them. */
export function answered(call: (options: never) => void, options: object): Promise<PhoneServerResult> {
  return new Promise((callback) => call({ ...options, callback } as never));
}

export const SUCCESS = 600000;
