import type { Entry } from './Entry';
import type { Simulation } from './Simulation';
import type { Settings } from './Settings';
import type { Notice } from './Notice';

export type Update = { seq: number } & ( | { type: 'entry'; entry: Entry } | { type: 'simulation'; simulation: Simulation } | { type: 'settings'; settings: Settings } | { type: 'notice'; notice: Notice } | { type: 'cleared' });
