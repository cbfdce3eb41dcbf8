import { describe, expect, it } from 'vitest';
import { noFilters } from '../src/state/filters';
import { Log } from '../src/state/log.svelte';
import { codeOf, failed, MOST_ROWS, RowList } from '../src/state/rows';
import { entry, hop } from './samples';

const plain = () => new Log((row) => `${codeOf(row.entry)} ${row.entry.operation}`);
const many = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) =>
    entry(from + index, { outcome: { kind: 'result', code: (from + index) % 3 ? 600000 : 600011 } }),
  );
describe('the rows of the log', () => {
  it('are bounded, whatever comes, and what is let go of is counted no more', () => {
    const log = plain();
    for (let seq = 1; seq <= 3 * MOST_ROWS; seq += 1_000) log.add(many(seq, 1_000));
    expect(log.length).toBeLessThanOrEqual(MOST_ROWS);
    expect(log.length).toBeGreaterThan(MOST_ROWS * 0.9);
    expect(log.failures).toBe(log.rows.filter((row) => failed(row.entry)).length);
    expect(log.last?.entry.seq).toBe(3 * MOST_ROWS);
    expect(log.codes).toEqual(['600000', '600011']);
    log.clear();
    expect([log.length, log.failures, log.codes, log.calls]).toEqual([0, 0, [], []]);
  });

  it('that came and went in one batch leave no trace', () => {
    const log = plain();
    log.add(many(1, MOST_ROWS + 2_000));
    expect(log.failures).toBe(log.rows.filter((row) => failed(row.entry)).length);
  });

  it('keep what passes a filter as they come, go and get late replies: the same as looking at each', () => {
    const log = plain();
    log.filters = { ...noFilters, carrier: 'CM', failed: true };
    const seqs = () => [...log.visible].map((row) => row.entry.seq);
    const byLooking = () =>
      log.rows
        .filter((row) => failed(row.entry) && row.hops.some((one) => one.carrier === 'CM'))
        .map((row) => row.entry.seq);
    expect(seqs()).toEqual([]);
    let seq = 0;
    for (let batch = 0; batch < 30; batch++) {
      const entries = [];
      for (let index = 0; index < 400; index++) {
        seq += 1;
        const call = seq;
        entries.push(entry(seq, { call, outcome: { kind: 'result', code: seq % 2 ? 600015 : 600000 } }));
        // The carrier is known from the late reply only.
        if (call % 5 === 0) {
          seq += 1;
          entries.push(hop(seq, call - 2, { late: true, carrier: 'CM' }));
        }
      }
      log.add(entries);
      expect(seqs()).toEqual(byLooking());
    }
    expect(seqs().length).toBeGreaterThan(100);
    log.filters.text = '600015';
    expect(seqs()).toEqual(byLooking());
    log.filters = { ...noFilters };
    expect(seqs()).toHaveLength(log.length);
  });

  it('have a number of their own, by which an older picture still finds them', () => {
    const log = plain();
    log.add(many(1, 100));
    const before = log.visible;
    const key = before.keyAt(50);
    log.add(many(101, 50));
    expect([before.length, before.keyAt(50), before.at(50)?.entry.seq]).toEqual([100, key, 51]);
    expect([log.visible.length, log.visible.indexOf(51), log.visible.indexOf(9_999)]).toEqual([150, 50, -1]);
    expect(log.visible.countUpTo(140)).toBe(140);
  });

  it('belong to the flow that began with the last call for tokens of its kind', () => {
    const list = new RowList();
    const tokens = (seq: number, flow: 'login' | 'verify') =>
      entry(seq, {
        operation: 'GetAuthToken',
        to: 'server',
        flow,
        outcome: { kind: 'reply', code: 'OK', status: 200 },
      });
    list.add([entry(1), tokens(2, 'login'), entry(3), tokens(4, 'verify'), entry(5), tokens(6, 'login'), entry(7)]);
    expect(list.rows.map((row) => row.flow.seq)).toEqual([1, 2, 2, 4, 2, 6, 6]);
  });

  it('tell the newest calls of a flow, and that there are more', () => {
    const log = plain();
    log.add(many(1, 20));
    const row = log.last;
    if (!row) throw new Error('no row');
    expect(log.flowOf(row, 12).rows.map(({ entry: { seq } }) => seq)).toEqual(
      Array.from({ length: 12 }, (_, i) => i + 9),
    );
    expect([log.flowOf(row, 12).more, log.flowOf(row, 20).more]).toEqual([true, false]);
  });

  it('cost what comes, not what is there: a batch onto a full log looks at what goes, and at no other row', () => {
    let looks = 0;
    const watched = many(1, MOST_ROWS).map((entry) => {
      const { outcome } = entry;
      return Object.defineProperty({ ...entry }, 'outcome', { enumerable: true, get: () => (looks++, outcome) });
    });
    const log = plain();
    log.add(watched);
    expect(looks).toBeGreaterThanOrEqual(MOST_ROWS);
    looks = 0;
    for (let batch = 0; batch < 30; batch++) {
      log.add(many(MOST_ROWS + 1 + batch * 33, 33));
      void [log.visible.length, log.codes, log.failures];
    }
    // A thousand rows have gone, each looked at a few times. Looking at all of them at each batch were 300,000.
    expect(looks).toBeGreaterThan(0);
    expect(looks).toBeLessThan(MOST_ROWS);
  });
});
