// What Rust said about one field of a form, in the reader's words.
import type { Problem } from '../backend/problem';
import { isMessageKey, t } from '../i18n/i18n.svelte';

type FieldProblem = { field: string; words: () => string };

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** The field that a failure names, with why; null when it names none. */
export function fieldProblem(problem: Problem | null): FieldProblem | null {
  if (problem === null || problem.code === 'outside') return null;
  if (problem.code === 'name_taken') return { field: 'name', words: () => t('live.wrong.name_taken') };
  const details = record(problem.details);
  if (typeof details.field !== 'string') return null;
  const why = record(details.problem);
  const key = `live.wrong.${String(why.kind)}`;
  return {
    field: details.field,
    words: () => (isMessageKey(key) ? t(key, { most: String(why.most ?? '') }) : problem.message),
  };
}
