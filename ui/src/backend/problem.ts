import type { CommandError } from '../bindings/CommandError';
import type { ErrorCode } from '../bindings/ErrorCode';
import type { Words } from '../bindings/Words';

/** A failure as the page has it: a command's own, or one that Rust never saw (no window, a permission refused). */
export type Problem = CommandError | { code: 'outside'; message: string; hint?: undefined };

/** Every code of Rust's, so that a new one does not compile until the page has words for it. */
const codes: Record<ErrorCode, true> = {
  invalid_value: true,
  instance: true,
  open_failed: true,
  forgotten: true,
  not_saved: true,
  no_such_scenario: true,
  scenario_shipped: true,
  scenario_exists: true,
  scenario_broken: true,
  scenario_file: true,
  run_under_way: true,
  run_failed: true,
  not_reproducible: true,
  no_report: true,
  nothing_recorded: true,
  not_exported: true,
  wording_refused: true,
  not_confirmed: true,
  window_failed: true,
  stage_closed: true,
  stage_no_answer: true,
  invalid_profile: true,
  no_such_profile: true,
  name_taken: true,
  profiles_unreadable: true,
  profiles_not_saved: true,
  secret_missing: true,
  secret_empty: true,
  sts_token_missing: true,
  sts_token_not_wanted: true,
  keychain_absent: true,
  keychain_locked: true,
  keychain_failed: true,
  limit_reached: true,
  cloud_refused: true,
  platform_refused: true,
  not_understood: true,
  not_connected: true,
  tls_refused: true,
  answer_lost: true,
  redirected: true,
  unable: true,
  nothing_to_reveal: true,
};

function isCommandError(error: object): error is CommandError {
  return 'code' in error && 'message' in error && typeof error.code === 'string' && error.code in codes;
}

/** Why, where the program says it in both languages. */
export function reasonOf(problem: Problem): Words | null {
  if (problem.code === 'outside') return null;
  const { reason } = (problem.details ?? {}) as { reason?: Words };
  return typeof reason?.zh === 'string' && typeof reason.en === 'string' ? reason : null;
}

/** What a rejected command carries; anything else that was thrown is from outside. */
export function asProblem(error: unknown): Problem {
  if (typeof error !== 'object' || error === null) return { code: 'outside', message: String(error) };
  if (isCommandError(error)) return error;
  return { code: 'outside', message: 'message' in error ? String(error.message) : String(error) };
}
