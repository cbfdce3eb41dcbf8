import type { DeviceCarrier } from './DeviceCarrier';
import type { Network } from './Network';
import type { Timeouts } from './Timeouts';

export type Settings = { schema_version: number; device: { carrier: DeviceCarrier; network: Network; hotspot_carrier: DeviceCarrier }; timeouts: Timeouts; language: 'system' | 'zh' | 'en'; phone_language: 'zh' | 'en'; theme: 'system' | 'light' | 'dark' | 'contrast'; phone_theme: 'light' | 'dark' };
