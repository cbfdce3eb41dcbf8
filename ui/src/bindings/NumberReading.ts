import type { DeviceCarrier } from './DeviceCarrier';

export type NumberReading = { number: string | null; carrier: DeviceCarrier | null; error: 'length' | 'not_a_digit' | 'prefix' | null };
