import type { DeviceCarrier } from './DeviceCarrier';
import type { Network } from './Network';

export type DeviceChoice = { carrier: DeviceCarrier; network: Network; number?: string ; hotspot_owner?: { carrier: DeviceCarrier; number?: string } };
