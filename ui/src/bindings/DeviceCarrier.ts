import type { Carrier } from './Carrier';

export type DeviceCarrier = Carrier | 'other';
