import type { CommandError } from '../bindings/CommandError';

/** What a rejected command carries; anything else that was thrown becomes the code `Unknown`. */
export function asCommandError(error: unknown): CommandError {
  if (typeof error === 'object' && error !== null && 'code' in error && 'message' in error) {
    return error as CommandError;
  }
  return { code: 'Unknown', message: error instanceof Error ? error.message : String(error) };
}
