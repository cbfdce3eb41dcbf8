import type { DeviceCarrier } from './DeviceCarrier';
import type { Network } from './Network';

export type Device = { carrier: DeviceCarrier; number: string ; network: Network; hotspot_owner: { carrier: DeviceCarrier; masked: string } };
