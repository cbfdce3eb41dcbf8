import type { DeviceCarrier } from './DeviceCarrier';

export type Path = { carrier: DeviceCarrier | null; shown: string | null; own: boolean };
