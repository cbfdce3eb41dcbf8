import type { FaultEffect } from './FaultEffect';
import type { Operation } from './Operation';

export type Fault = { operation: Operation; effect: FaultEffect; times: number | null };
