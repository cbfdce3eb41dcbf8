import type { Connection } from './Connection';
import type { Credentials } from './Credentials';
import type { Fault } from './Fault';
import type { Device } from './Device';
import type { Path } from './Path';
import type { Tries } from './Tries';
import type { Quota } from './Quota';

export type Simulation = { revision: number; base_url: string; listening: boolean; device: Device; connection: Connection; path: Path; credentials: Credentials; fault: Fault | null; now: string; shift_seconds: number; tries: Tries | null; verify_quota: Quota | null; };
