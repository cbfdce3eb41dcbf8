import { describe, expect, it } from 'vitest';
import type { Entry } from '../src/bindings/Entry';
import type { HopInFlight } from '../src/bindings/HopInFlight';
import { layOut, type Arrow, type DrawnCall } from '../src/log/sequence-layout';
import { RowList } from '../src/state/rows';
import { entriesOf, type RecordingName } from './recordings';
import { entry, hop } from './samples';

function callsOf(entries: readonly Entry[], flights: readonly HopInFlight[] = []): DrawnCall[] {
  const list = new RowList();
  list.add(entries);
  return list.rows.map((row) => ({
    entry: row.entry,
    hops: row.hops,
    operation: row.entry.operation,
    flights: flights.filter((flight) => flight.call === row.entry.call),
  }));
}
const told = ({ kind, from, to, label, failed }: Arrow) => [
  failed ? `${kind} ✕` : kind,
  `${from} → ${to}`,
  'text' in label ? label.text : `(${label.kind})`,
];
const draw = (entries: readonly Entry[], flights?: readonly HopInFlight[]) =>
  layOut(callsOf(entries, flights)).arrows.map(told);
const flight = (id: number, from: HopInFlight['from'], to: HopInFlight['to'], call = 9): HopInFlight => ({
  id,
  at: '2026-11-22T06:03:21.05Z',
  waited_ms: 1_200,
  call,
  flow: 'login',
  from,
  to,
  operation: 'getLoginToken',
});
const timeout = entry(3, { call: 9, elapsed_ms: 2_000, outcome: { kind: 'result', code: 600015 } });

describe('the sequence of hops', () => {
  it('is nested: each is asked before it answers, and the carrier is asked within the gateway’s exchange', () => {
    const wrong = [
      hop(1, 9, { from: 'gateway', to: 'carrier', outcome: { kind: 'carrier', code: '104012' } }),
      hop(2, 9, { outcome: { kind: 'reply', code: 'CARRIER', status: 200 }, fault: 'delay 50 ms' }),
      entry(3, { call: 9, outcome: { kind: 'result', code: 600011 } }),
    ];
    expect(draw(wrong)).toEqual([
      ['ask', 'page → sdk', '(call)'],
      ['ask', 'sdk → gateway', '/h5/v1/token'],
      ['ask', 'gateway → carrier', '(carrier)'],
      ['answer ✕', 'carrier → gateway', '104012'],
      ['answer ✕', 'gateway → sdk', 'CARRIER'],
      ['answer ✕', 'sdk → page', '600011'],
    ]);
    expect(
      layOut(callsOf(wrong))
        .arrows.filter((arrow) => arrow.fault)
        .map((arrow) => arrow.key),
    ).toEqual(['2 answer']);
  });

  const names: RecordingName[] = ['login-cm', 'login-cu', 'login-ct', 'login-wifi', 'login-timeout', 'verify'];
  it.each(names)('joins neighbours by every arrow, and draws every hop: %s', (name) => {
    const entries = entriesOf(name);
    for (const call of callsOf(entries)) {
      const { arrows, height } = layOut([call]);
      expect(arrows.map((arrow) => Math.abs(arrow.fromLane - arrow.toLane))).toEqual(arrows.map(() => 1));
      // From top to bottom, none on another.
      const places = arrows.map((arrow) => arrow.y);
      expect(places.every((y, index) => index === 0 || y - (places[index - 1] ?? 0) >= 27)).toBe(true);
      expect(height).toBeGreaterThan(places.at(-1) ?? 0);
      for (const one of call.hops.filter((drawn) => !drawn.late)) {
        expect(
          arrows.some((arrow) => arrow.key.startsWith(`${one.seq} `)),
          `${one.seq}`,
        ).toBe(true);
      }
      expect(new Set(arrows.map((arrow) => arrow.key)).size).toBe(arrows.length);
    }
  });

  it('puts the carrier beside the cloud where the cloud asks it, and only there', () => {
    const exchange = callsOf(entriesOf('login-cm')).filter((call) => call.operation === 'GetPhoneWithToken');
    expect(layOut(exchange).lanes).toEqual([
      'carrier_of_cloud',
      'cloud',
      'server',
      'page',
      'sdk',
      'gateway',
      'carrier',
    ]);
    expect(layOut(callsOf([entry(1)])).lanes).toEqual(['cloud', 'server', 'page', 'sdk', 'gateway', 'carrier']);
  });

  it('shows a late reply after the caller’s own end, with its fault', () => {
    const late = hop(4, 9, { elapsed_ms: 3_000, fault: 'delay 3000 ms', carrier: 'CM' });
    const dropped = hop(5, 9, { from: 'gateway', to: 'sdk', late: true, outcome: { kind: 'result', code: 600000 } });
    const { arrows } = layOut(callsOf([timeout, late, dropped]));
    expect(arrows.map(told)).toEqual([
      ['ask', 'page → sdk', '(call)'],
      ['ask', 'sdk → gateway', '/h5/v1/token'],
      ['answer ✕', 'sdk → page', '600015'],
      ['late', 'gateway → sdk', 'OK'],
    ]);
    expect([arrows.at(-1)?.fault, arrows.at(-1)?.notes]).toEqual(['delay 3000 ms', 2]);
  });

  it('ends before its lane what nobody answered', () => {
    expect(draw([timeout])[1]).toEqual(['lost ✕', 'sdk → gateway', '/h5/v1/token']);
    const hung = hop(2, 9, { outcome: { kind: 'failed', reason: 'no answer' }, fault: 'no answer' });
    expect(draw([hung, timeout])[1]).toEqual(['lost ✕', 'sdk → gateway', '/h5/v1/token']);
    const unreachable = entry(6, {
      to: 'server',
      operation: 'GetAuthToken',
      outcome: { kind: 'failed', reason: 'connection refused' },
    });
    expect(draw([unreachable])).toEqual([
      ['ask', 'page → server', '(call)'],
      ['lost ✕', 'server → cloud', 'GetAuthToken'],
      ['answer ✕', 'server → page', 'connection refused'],
    ]);
  });

  it('sends nothing on where the SDK refused', () => {
    const refused = entry(1, { outcome: { kind: 'result', code: 600013 }, content: { reason: 'call order' } });
    expect(draw([refused]).map(([kind]) => kind)).toEqual(['ask', 'answer ✕']);
  });

  it('lights the hop that is waited for', () => {
    const pending: DrawnCall = {
      entry: null,
      hops: [],
      operation: 'getLoginToken',
      flights: [flight(1, 'page', 'sdk'), flight(2, 'sdk', 'gateway')],
    };
    expect(layOut([pending]).arrows.map(told)).toEqual([
      ['ask', 'page → sdk', '(call)'],
      ['waiting', 'sdk → gateway', '(waiting)'],
    ]);
    const alone = { ...pending, flights: [flight(1, 'page', 'sdk')] };
    expect(layOut([alone]).arrows.map(told)).toEqual([['waiting', 'page → sdk', '(call)']]);
  });

  it('lights nothing once the caller gave up: the hop has no answer, and a late one is dashed', () => {
    const behind = [flight(2, 'sdk', 'gateway'), flight(3, 'gateway', 'carrier')];
    expect(draw([timeout], behind)).toEqual([
      ['ask', 'page → sdk', '(call)'],
      ['lost ✕', 'sdk → gateway', '(unanswered)'],
      ['answer ✕', 'sdk → page', '600015'],
    ]);
    expect(draw([timeout, hop(4, 9, { elapsed_ms: 3_000 })]).map(([kind]) => kind)).toEqual([
      'ask',
      'ask',
      'answer ✕',
      'late',
    ]);
    // One that the journal has is not drawn twice.
    const hung = hop(2, 9, { outcome: { kind: 'failed', reason: 'no answer' } });
    expect(draw([hung, timeout], [flight(2, 'sdk', 'gateway')]).map(([kind]) => kind)).toEqual([
      'ask',
      'lost ✕',
      'answer ✕',
    ]);
  });

  it('draws an outside client’s exchange without a page', () => {
    const outside = hop(1, 1, { call: null, from: 'server', to: 'cloud', operation: 'GetAuthToken' });
    expect(draw([outside])).toEqual([
      ['ask', 'server → cloud', 'GetAuthToken'],
      ['answer', 'cloud → server', 'OK'],
    ]);
  });

  it('heads each of several calls, and a single one not', () => {
    const calls = callsOf([entry(1), entry(2)]);
    expect(layOut(calls).headings.map((heading) => heading.operation)).toEqual(['getLoginToken', 'getLoginToken']);
    expect(layOut(calls.slice(0, 1)).headings).toEqual([]);
    expect(layOut([]).arrows).toEqual([]);
  });
});
