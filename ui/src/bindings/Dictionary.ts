import type { Words } from './Words';
import type { CodeEntry } from './CodeEntry';

export type Dictionary = { source: Words; codes: CodeEntry[]; sibling_only: { code: number; meaning: Words }[] };
