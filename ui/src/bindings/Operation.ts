import type { SdkCall } from './SdkCall';
import type { CloudAction } from './CloudAction';

export type Operation = SdkCall | CloudAction;
