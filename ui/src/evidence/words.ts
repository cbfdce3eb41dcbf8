// A case's acts in words: what must come, what came.
import type { Observed } from '../bindings/Observed';
import type { CaseVerdict } from '../bindings/CaseVerdict';
import { reasonWords } from '../log/sentence';
import { t } from '../i18n/i18n.svelte';

/** The code itself, which is shown as such; null where there is none. */
export function observedCode(observed: Observed): string | null {
  switch (observed.kind) {
    case 'result':
    case 'reply':
      return String(observed.code);
    case 'connection':
      return observed.connection;
    default:
      return null;
  }
}

/** What is told beside the code: words, or another code, which is shown as such too. */
export function observedParts(observed: Observed): (string | { code: string })[] {
  switch (observed.kind) {
    case 'result':
      return [
        ...(observed.vender ? [t(`carrier.${observed.vender}`)] : []),
        ...(observed.content_code ? [{ code: observed.content_code }] : []),
        ...(observed.reason ? [reasonWords(observed.reason)] : []),
      ];
    case 'reply':
      return [
        ...(observed.number ? [t(`whose.${observed.number}`)] : []),
        ...(observed.result ? [observed.result] : []),
      ];
    case 'connection':
      return [];
    case 'unticked':
      return [t('observed.unticked')];
    case 'done':
      return [t('observed.done')];
    case 'impossible':
      return [t('observed.impossible', { why: observed.why })];
  }
}

/** A sign for a verdict, beside its word. */
export const verdictSign: Record<CaseVerdict, string> = { passed: '✓', failed: '✕', broken: '!' };
