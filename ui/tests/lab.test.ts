import { describe, expect, it, vi } from 'vitest';
import type { Backend } from '../src/backend/backend';
import { Lab } from '../src/state/lab.svelte';
import { carrierOf, codeOf, MOST_ROWS, refusalOf, type Row } from '../src/state/rows';
import { entriesOf } from './recordings';
import { entry, FakeBackend, hop, simulation, snapshot } from './samples';

const asUpdates = (...entries: ReturnType<typeof entry>[]) =>
  entries.map((one) => ({ seq: one.seq, type: 'entry' as const, entry: one }));

async function connected(backend = new FakeBackend()) {
  const lab = new Lab(backend);
  await lab.connect();
  return { lab, backend };
}

describe('the lab', () => {
  it('groups the hops of a call under the row that comes after them', async () => {
    const { lab, backend } = await connected();
    backend.send(asUpdates(hop(1, 7), hop(2, 7, { from: 'gateway', to: 'carrier' }), hop(3, 8), entry(4, { call: 7 })));
    expect(lab.rows.map((row) => [row.entry.seq, row.hops.map((one) => one.seq)])).toEqual([[4, [1, 2, 4]]]);
  });

  it('makes one row of a server’s call, with the cloud’s and the carrier’s hops in it', async () => {
    const { lab, backend } = await connected();
    backend.send(entriesOf('login-cu').map((one) => ({ seq: one.seq, type: 'entry', entry: one })));
    expect(lab.rows.map((row) => [row.entry.to, row.entry.operation, codeOf(row.entry), row.hops.length])).toEqual([
      ['server', 'GetAuthToken', 'OK', 2],
      ['sdk', 'checkLoginAvailable', '600000', 2],
      ['sdk', 'getLoginMaskPhone', '600000', 3],
      ['sdk', 'getLoginToken', '600000', 3],
      ['server', 'GetPhoneWithToken', 'isv.TOKEN_INVALID', 3],
      ['sdk', 'getLoginToken', '600000', 3],
      ['server', 'GetPhoneWithToken', 'OK', 3],
    ]);
    expect(refusalOf(lab.rows[4] as Row)).toMatchObject({ carrier: 'CU', code: '100' });
    expect(refusalOf(lab.rows[6] as Row)).toBeNull();
  });

  it('gives an outside client’s exchange a row of its own, and its carrier’s hop none', async () => {
    const { lab, backend } = await connected();
    const outside = { call: null, outcome: { kind: 'reply', code: 'OK', status: 200 } } as const;
    backend.send(
      asUpdates(
        entry(1, { ...outside, from: 'cloud', to: 'carrier' }),
        entry(2, { ...outside, from: 'server', to: 'cloud' }),
        entry(3, { ...outside, from: 'sdk', to: 'gateway' }),
      ),
    );
    expect(lab.rows.map((row) => row.entry.seq)).toEqual([2, 3]);
  });

  it('takes the carrier of a refused call from its hop, and no HTTP status for a carrier’s code', async () => {
    const { lab, backend } = await connected();
    backend.send(entriesOf('login-cm').map((one) => ({ seq: one.seq, type: 'entry', entry: one })));
    const wrong = lab.rows.find((row) => codeOf(row.entry) === '600011') as Row;
    expect([wrong.entry.carrier, carrierOf(wrong), refusalOf(wrong)?.code]).toEqual([null, 'CM', '104012']);
    const broken = entry(1, {
      outcome: { kind: 'result', code: 600010 },
      content: { code: '503', reason: 'HTTP 503' },
    });
    expect(refusalOf({ entry: broken, hops: [broken] })).toBeNull();
  });

  it('gives a late reply to the row that is already there', async () => {
    const { lab, backend } = await connected();
    backend.send(asUpdates(entry(1, { call: 7 }), entry(2, { call: 8 })));
    const before = lab.rows;
    backend.send(asUpdates(hop(3, 7, { from: 'gateway', to: 'sdk', late: true })));
    expect(lab.rows).toHaveLength(2);
    expect(lab.rows[0]?.hops.map((one) => one.seq)).toEqual([1, 3]);
    expect(lab.rows[1]).toBe(before[1]);
  });

  it('drops what the snapshot already has and keeps what came before it', async () => {
    let finish: () => void = () => {};
    class Slow extends FakeBackend {
      override async connect(onUpdates: Parameters<Backend['connect']>[0]) {
        const first = await super.connect(onUpdates);
        await new Promise<void>((resolve) => (finish = resolve));
        return first;
      }
    }
    const backend = new Slow(snapshot({ entries: [entry(1), entry(2)] }));
    const lab = new Lab(backend);
    const ready = lab.connect();
    await Promise.resolve();
    await Promise.resolve();
    backend.send(asUpdates(entry(2), entry(3)));
    expect(lab.status).toBe('connecting');
    finish();
    await ready;
    backend.send(asUpdates(entry(3), entry(4)));
    expect(lab.rows.map((row) => row.entry.seq)).toEqual([1, 2, 3, 4]);
  });

  it('says that the program cannot be reached, and can try again', async () => {
    let broken = true;
    class Broken extends FakeBackend {
      override connect(onUpdates: Parameters<Backend['connect']>[0]) {
        return broken ? Promise.reject(new Error('no window')) : super.connect(onUpdates);
      }
    }
    const lab = new Lab(new Broken());
    await lab.connect();
    expect([lab.status, lab.reason]).toEqual(['unreachable', 'no window']);
    broken = false;
    await lab.connect();
    expect(lab.status).toBe('ready');
  });

  it('keeps the newest rows only', async () => {
    const { lab, backend } = await connected();
    backend.send(asUpdates(...Array.from({ length: MOST_ROWS + 5 }, (_, index) => entry(index + 1))));
    expect(lab.rows.length).toBeLessThanOrEqual(MOST_ROWS);
    expect(lab.rows.length).toBeGreaterThan(MOST_ROWS * 0.9);
    expect(lab.rows.at(-1)?.entry.seq).toBe(MOST_ROWS + 5);
  });

  it('shows what comes one by one at once, and a flood ten times a second', async () => {
    vi.useFakeTimers();
    const { lab, backend } = await connected();
    const batch = (from: number) => asUpdates(...Array.from({ length: 33 }, (_, index) => entry(from + index)));
    backend.send(asUpdates(entry(1)));
    backend.send(asUpdates(entry(2)));
    expect(lab.rows).toHaveLength(2);
    backend.send(batch(3));
    backend.send(batch(36));
    backend.send(batch(69));
    expect(lab.rows).toHaveLength(35);
    vi.advanceTimersByTime(100);
    expect(lab.rows.map((row) => row.entry.seq)).toEqual(Array.from({ length: 101 }, (_, index) => index + 1));
    backend.send(batch(102));
    backend.send([{ seq: 900, type: 'cleared' }]);
    vi.advanceTimersByTime(1_000);
    expect(lab.rows).toHaveLength(0);
    vi.useRealTimers();
  });

  it('empties on "cleared", also for what came in the same batch before it', async () => {
    const { lab, backend } = await connected(new FakeBackend(snapshot({ entries: [entry(1)] })));
    lab.selectedSeq = 1;
    backend.send([...asUpdates(entry(2)), { seq: 3, type: 'cleared' }, ...asUpdates(entry(4))]);
    expect([lab.rows.map((row) => row.entry.seq), lab.selectedSeq]).toEqual([[4], null]);
  });

  it('filters by failure, code, call and carrier of the path', async () => {
    const { lab, backend } = await connected();
    backend.send(
      asUpdates(
        entry(1),
        hop(2, 9, { carrier: 'CM' }),
        entry(3, { call: 9, outcome: { kind: 'result', code: 600011 } }),
        entry(4, { operation: 'GetPhoneWithToken', to: 'server', outcome: { kind: 'reply', code: 'OK', status: 200 } }),
      ),
    );
    const seqs = () => [...lab.visible].map((row) => row.entry.seq);
    expect(lab.failures).toBe(1);
    lab.filters.failed = true;
    expect(seqs()).toEqual([3]);
    lab.filters = { failed: false, code: 'OK', call: '', carrier: '', text: '' };
    expect(seqs()).toEqual([4]);
    lab.filters = { failed: false, code: '', call: 'getLoginToken', carrier: '', text: '' };
    expect(seqs()).toEqual([1, 3]);
    lab.filters = { failed: false, code: '', call: '', carrier: 'CM', text: '' };
    expect(seqs()).toEqual([3]);
  });

  it('never goes back to an older revision of the simulation', async () => {
    const { lab, backend } = await connected();
    backend.send([{ seq: 1, type: 'simulation', simulation: simulation({ revision: 9, credentials: 'forged' }) }]);
    backend.answers.setCredentials = () => simulation({ revision: 8, credentials: 'expired' });
    await lab.setCredentials('expired');
    expect(lab.simulation?.credentials).toBe('forged');
  });

  it('begins anew by a reset: the rows stay, and none is chosen any more', async () => {
    const { lab, backend } = await connected();
    backend.send(asUpdates(entry(1), entry(2)));
    lab.selectedSeq = 1;
    expect(await lab.reset()).toBe(true);
    expect([lab.rows.length, lab.selectedSeq, lab.beginnings]).toEqual([2, null, 1]);
  });

  it('tells a refused command and keeps the picture', async () => {
    const { lab, backend } = await connected();
    backend.answers.addFault = () => {
      throw { code: 'invalid_value', message: 'no carrier is asked at GetAuthToken' };
    };
    expect(await lab.addFault({ operation: 'GetAuthToken', effect: { kind: 'carrier' }, times: 1 })).toBe(false);
    expect(lab.problem).toMatchObject({ code: 'invalid_value' });
    expect(lab.simulation?.faults).toEqual([]);
  });

  it('moves the virtual time on between two tellings', async () => {
    const { lab } = await connected();
    const first = lab.virtualNow();
    await new Promise((resolve) => setTimeout(resolve, 25));
    expect(first).toBeGreaterThanOrEqual(Date.parse(simulation().now));
    expect(lab.virtualNow() - first).toBeGreaterThanOrEqual(20);
  });

  it('shows settings at once, saves them, and tells when that failed', async () => {
    const { lab, backend } = await connected();
    backend.answers.saveSettings = () => {
      throw { code: 'not_saved', message: 'disk full' };
    };
    expect(await lab.saveSettings({ theme: 'dark' })).toMatchObject({ code: 'not_saved' });
    expect(lab.settings?.theme).toBe('dark');
    backend.answers.saveSettings = () => {
      throw { code: 'invalid_value', message: 'a timeout of 0 s' };
    };
    expect(await lab.saveSettings({ theme: 'contrast' })).toMatchObject({ code: 'invalid_value' });
    expect(lab.settings?.theme).toBe('dark');
  });
});
