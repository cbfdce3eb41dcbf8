import type { CarrierFacts } from './CarrierFacts';
import type { CarrierRules } from './CarrierRules';
import type { Dictionary } from './Dictionary';

export type Facts = { version: string; carriers: CarrierFacts[]; rules: CarrierRules[]; dictionary: Dictionary; access_token_seconds: number; jwt_token_seconds: number };
