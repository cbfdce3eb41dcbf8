export type Outcome = { kind: 'result'; code: number } | { kind: 'reply'; code: string; status: number } | { kind: 'carrier'; code: string } | { kind: 'failed'; reason: string };
