export type Quota = { used: number; limit: number };
