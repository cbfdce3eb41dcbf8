import type { SdkCall } from './SdkCall';

export type Timeouts = Record<SdkCall, number>;
