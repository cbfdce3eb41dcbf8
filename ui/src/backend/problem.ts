import type { CommandError } from '../bindings/CommandError';
import type { ErrorCode } from '../bindings/ErrorCode';

/** A failure as the page has it: a command's own, or one that Rust never saw (no window, a permission refused). */
export type Problem = CommandError | { code: 'outside'; message: string; hint?: undefined };

/** Every code of Rust's, so that a new one does not compile until the page has words for it. */
const codes: Record<ErrorCode, true> = {
  invalid_value: true,
  instance: true,
  open_failed: true,
  not_saved: true,
  not_confirmed: true,
  window_failed: true,
};

function isCommandError(error: object): error is CommandError {
  return 'code' in error && 'message' in error && typeof error.code === 'string' && error.code in codes;
}

/** What a rejected command carries; anything else that was thrown is from outside. */
export function asProblem(error: unknown): Problem {
  if (typeof error !== 'object' || error === null) return { code: 'outside', message: String(error) };
  if (isCommandError(error)) return error;
  return { code: 'outside', message: 'message' in error ? String(error.message) : String(error) };
}
