import type { SdkCall } from './SdkCall';
import type { Words } from './Words';
import type { Owner } from './Owner';

export type CodeEntry = { code: number; msg: string; meaning: Words; cause: Words; owners: Owner[]; fix: Words; calls: SdkCall[]; sibling: Words | null };
