// What the program would tell the page, for tests: the facts are those that Rust recorded.
import recorded from '../../../tests/fixtures/login-cm.json';
import type { Facts } from '../../bindings/Facts';
import type { Simulation } from '../../bindings/Simulation';

export const facts = recorded.snapshot.facts as unknown as Facts;

export function simulation(changes: Partial<Simulation> = {}): Simulation {
  return {
    revision: 1,
    scenario: null,
    base_url: 'http://127.0.0.1:41873',
    listening: true,
    device: {
      carrier: 'CM',
      number: '13800131234',
      network: 'cellular',
      hotspot_owner: { carrier: 'CM', masked: '186****5678' },
    },
    connection: 'cellular',
    path: { carrier: 'CM', shown: '13800131234', own: true },
    credentials: 'good',
    faults: [],
    now: '2026-11-22T09:00:00Z',
    shift_seconds: 0,
    tries: { wrong_in_a_row: 0, limit: 3, locked_until: null },
    outcomes: (recorded.snapshot.simulation as unknown as Simulation).outcomes,
    verify_quota: { used: 0, limit: 10 },
    ...changes,
  };
}
