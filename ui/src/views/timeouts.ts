import type { SdkCall } from '../bindings/SdkCall';
import type { Timeouts } from '../bindings/Timeouts';

/** The seed's sample values, in seconds (PROTOCOL.md §2). */
export const defaultTimeouts: Timeouts = {
  checkLoginAvailable: 2,
  getLoginMaskPhone: 3,
  getLoginToken: 2,
  checkAuthAvailable: 2,
  getVerifyToken: 3,
};

export const calls = Object.keys(defaultTimeouts) as SdkCall[];

/** Seconds above 0 and at most a day, or null. */
export function secondsOf(text: string): number | null {
  if (!/^\s*(\d+(\.\d+)?|\.\d+)\s*$/.test(text)) return null;
  const seconds = Number(text);
  return seconds > 0 && seconds <= 86_400 ? seconds : null;
}
