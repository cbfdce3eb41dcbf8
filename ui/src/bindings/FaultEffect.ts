export type FaultEffect = { kind: 'delay'; ms: number } | { kind: 'refuse' } | { kind: 'carrier' } | { kind: 'server_error' } | { kind: 'cut' };
