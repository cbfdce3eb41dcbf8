import type { Carrier } from './Carrier';

export type CarrierRules = { carrier: Carrier; sp_token_seconds: number; lockout: { wrong_entries: number; seconds: number } | null; digits_compared_at: 'token' | 'exchange'; verify_quota: { limit: number; window_seconds: number } | null; checked_on: string };
