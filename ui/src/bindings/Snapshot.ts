import type { Entry } from './Entry';
import type { Simulation } from './Simulation';
import type { Settings } from './Settings';
import type { Notice } from './Notice';
import type { Facts } from './Facts';

export type Snapshot = { entries: Entry[]; simulation: Simulation; settings: Settings; notices: Notice[]; facts: Facts };
