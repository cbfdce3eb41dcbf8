import { screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, describe, expect, it } from 'vitest';
import type { CauseLine } from '../src/bindings/CauseLine';
import type { MatrixState } from '../src/bindings/MatrixState';
import { i18n } from '../src/i18n/i18n.svelte';
import { causesAt, rowsOf, sumsOf } from '../src/matrix/cells';
import MatrixView from '../src/matrix/MatrixView.svelte';
import { renderInLab } from './rendering';
import { caseReport, facts, FakeBackend, lastRun, matrix, runState } from './samples';

/** One square with a cell of each state; the rest is not run. */
function mixed(): MatrixState {
  const state = matrix([600000, 600011]);
  const square = state.cells.filter(
    ({ key }) => key.code === 600011 && key.call === 'getLoginToken' && key.carrier === 'CM',
  );
  (['observed', 'impossible', 'unexpected', 'not_run'] as const).forEach((name, index) => {
    const cell = square[index];
    if (!cell) return;
    cell.state = name;
    if (name !== 'impossible') cell.case = 'b';
  });
  state.causes = [
    {
      code: 600011,
      call: 'getLoginToken',
      words: { zh: '四位不对', en: 'Wrong digits' },
      carriers: ['CM'],
      networks: ['cellular', 'wifi', 'hotspot', 'unknown'],
      number: 0,
      places: [],
    },
    {
      code: 600011,
      call: 'getLoginToken',
      words: { zh: '运营商故障', en: 'Carrier fault' },
      carriers: ['CM', 'CU', 'CT'],
      networks: ['cellular'],
      number: 1,
      places: [],
    },
  ];
  return state;
}

async function open(state = mixed()) {
  const backend = new FakeBackend();
  backend.answers.matrix = () => state;
  const rendered = await renderInLab(MatrixView, { facts }, backend);
  await screen.findByRole('grid');
  return rendered;
}
const square = (name: string) => {
  const found = document.querySelector<HTMLElement>(`[data-square="${name}"]`);
  if (!found) throw new Error(name);
  return found;
};

describe('the matrix', () => {
  beforeEach(() => {
    i18n.language = 'en';
  });

  it('has a footer that is the sum of its cells, and all of them', async () => {
    const state = mixed();
    await open(state);
    const sums = sumsOf(state.cells);
    for (const [name, count] of Object.entries(sums)) {
      expect(document.querySelector<HTMLElement>(`[data-sum="${name}"]`)?.dataset.n).toBe(String(count));
      const marks = document.querySelectorAll(`td i.${name}`);
      expect(marks, name).toHaveLength(count);
    }
    const total = Object.values(sums).reduce((sum, one) => sum + one, 0);
    expect(total).toBe(state.cells.length);
    expect(document.querySelector<HTMLElement>('[data-sum="all"]')?.dataset.n).toBe(String(total));
  });

  it('says each of a square’s four cells, in the order of the networks', async () => {
    await open();
    const name = 'Cellular: observed; Wi-Fi: impossible; Hotspot: unexpected; Unknown: not run';
    expect(square('600011 getLoginToken CM')).toHaveAccessibleName(`600011, getLoginToken, China Mobile. ${name}`);
    expect(square('600011 getLoginToken CM')).toHaveTextContent('●–✕○');
  });

  it('keeps the exact names of the calls and a short meaning beside each code', async () => {
    await open();
    const heads = screen.getAllByRole('columnheader').map((head) => head.textContent?.trim());
    expect(heads).toContain('checkLoginAvailable');
    expect(heads).toContain('getVerifyToken');
    expect(screen.getByRole('rowheader', { name: /600011/ })).toHaveTextContent('No token: the carrier refused.');
  });

  it('is one tab stop; arrows, Home and End move, Enter opens', async () => {
    const { user } = await open();
    expect(document.querySelectorAll('[data-square][tabindex="0"]')).toHaveLength(1);
    square('600000 checkLoginAvailable CM').focus();
    await user.keyboard('{ArrowUp}{ArrowLeft}{ArrowDown}{ArrowRight}');
    await waitFor(() => expect(square('600011 checkLoginAvailable CU')).toHaveFocus());
    await user.keyboard('{End}');
    await waitFor(() => expect(square('600011 getVerifyToken CT')).toHaveFocus());
    await user.keyboard('{Control>}{Home}{/Control}');
    await waitFor(() => expect(square('600000 checkLoginAvailable CM')).toHaveFocus());
    await user.keyboard('{Enter}');
    expect(document.querySelector('[data-detail="600000 checkLoginAvailable CM"]')).not.toBeNull();
    expect(document.querySelectorAll('[data-square][tabindex="0"]')).toHaveLength(1);
  });

  it('opens a cell’s proof; an impossible one has its reason and no proof; causes are told with their carriers', async () => {
    const { user, backend } = await open();
    backend.answers.runCase = () => caseReport();
    await user.click(square('600011 getLoginToken CM'));
    const detail = within(screen.getByRole('region', { name: 'Evidence of the cell' }));
    expect(await detail.findByText('104012', { exact: false })).toBeVisible();
    expect(backend.asked).toContainEqual(['runCase', 'matrix', 'b']);
    expect(detail.getByText('Wrong digits').closest('li')).toHaveTextContent('Wrong digits China Mobile');
    expect(detail.getByText('Carrier fault').closest('li')).toHaveTextContent('all three carriers · Cellular');
    await user.click(detail.getByRole('tab', { name: '– Wi-Fi' }));
    expect(detail.getByText('– impossible')).toBeVisible();
    expect(document.querySelector('[data-case]')).toBeNull();
    await user.click(detail.getByRole('button', { name: 'Close' }));
    await waitFor(() => expect(square('600011 getLoginToken CM')).toHaveFocus());
  });

  it('runs, shows how far it is, stops, and takes what came', async () => {
    const { user, backend, lab, bench } = await open();
    await user.click(screen.getByRole('button', { name: 'Run all' }));
    expect(backend.asked).toContainEqual(['runMatrix']);
    const running = runState({
      kind: 'matrix',
      running: true,
      done: 120,
      summary: { planned: 363, passed: 119, failed: 1, broken: 0, not_run: 243 },
    });
    backend.send([{ seq: 1, type: 'run', run: running }]);
    expect(await screen.findByText(/120 \/ 363/)).toBeVisible();
    // Its progress is told; of its cells nothing yet that this would contradict.
    const sumOf = (state: string) => document.querySelector(`[data-sum="${state}"] b`)?.textContent;
    expect(['observed', 'unexpected', 'not_run'].map(sumOf)).toEqual(['…', '…', '…']);
    expect(sumOf('impossible')).toBe('1');
    expect(screen.getByRole('grid').closest('[aria-busy]')).toHaveAttribute('aria-busy', 'true');
    expect(screen.getByRole('progressbar')).toHaveValue(120);
    expect(screen.getByRole('button', { name: 'Run all' })).toBeDisabled();
    await user.click(screen.getByRole('button', { name: 'Stop' }));
    expect(backend.asked).toContainEqual(['cancelRun']);
    const ended = { ...running, running: false, partial: true };
    backend.answers.lastRun = () => lastRun({ state: ended });
    backend.send([{ seq: 2, type: 'run', run: ended }]);
    await waitFor(() => expect(lab.run?.running).toBe(false));
    await bench.takeRun();
    const told = await screen.findByText(/Stopped/);
    expect(told).toHaveTextContent('119 passed · 1 failed · 243 not run');
    // The same space on both sides of every dot.
    for (const line of [told, screen.getByText(/120 \/ 363/)]) {
      const text = line.textContent ?? '';
      expect(text.split(' · ').length, text).toBe(text.split('·').length);
    }
    expect(['observed', 'unexpected'].map(sumOf)).toEqual(['1', '1']);
    expect(screen.getByRole('grid').closest('[aria-busy]')).toHaveAttribute('aria-busy', 'false');
    await user.click(screen.getByRole('button', { name: /Export evidence/ }));
    backend.answers.exportEvidence = () => ({ path: '/home/me/report.har' });
    await user.click(screen.getByRole('button', { name: /HAR/ }));
    expect(backend.asked).toContainEqual(['exportEvidence', 'matrix', 'har']);
    expect(await screen.findByText('/home/me/report.har')).toBeVisible();
    await waitFor(() => expect(screen.queryByRole('button', { name: /HAR/ })).toBeNull());
  });

  it('tells once where no evidence could be saved, in front of everything, until the next export', async () => {
    const { user, backend, bench, view } = await open();
    bench.lasts = { ...bench.lasts, matrix: lastRun() };
    backend.answers.exportEvidence = () => {
      throw {
        code: 'not_exported',
        message: '/ro/report.json: no file can be made in /ro: denied at path "/ro/.tmp1"',
        hint: 'choose another folder',
      };
    };
    const save = async () => {
      await user.click(await screen.findByRole('button', { name: /Export evidence/ }));
      await user.click(screen.getByRole('button', { name: /JSON report/ }));
    };
    await save();
    const told = await screen.findByText(/The evidence was not saved/);
    expect(told.closest('[role=alert]')).toHaveTextContent(
      /as it was \/ro\/report\.json: no file can be made there: denied: choose another folder$/,
    );
    expect(told.closest('.refused')).not.toBeNull();
    await waitFor(() => expect(screen.queryByRole('button', { name: /JSON report/ })).toBeNull());
    // No file was chosen: the choice stays open.
    backend.answers.exportEvidence = () => null;
    await save();
    expect(screen.queryByText(/The evidence was not saved/)).toBeNull();
    expect(screen.getByRole('button', { name: /JSON report/ })).toBeVisible();
    bench.exported = { kind: 'matrix', problem: { code: 'outside', message: 'no' } };
    view.unmount();
    expect(bench.exported).toBeNull();
  });

  it('tells a cause that several carriers share once, and one of other networks apart', () => {
    const line = (carrier: 'CM' | 'CT', networks: ('wifi' | 'cellular')[]): CauseLine => ({
      code: 600011,
      call: 'getLoginToken',
      words: { zh: '拒绝', en: 'Refused' },
      carriers: [carrier],
      networks,
      number: 0,
      places: [],
    });
    const all = [line('CT', ['cellular']), line('CM', ['cellular']), line('CM', ['wifi'])];
    const causes = causesAt(all, 600011, 'getLoginToken');
    expect(causes.map((cause) => [cause.carriers, cause.networks])).toEqual([
      [['CM', 'CT'], ['cellular']],
      [['CM'], ['wifi']],
    ]);
    expect(causesAt(all, 600012, 'getLoginToken')).toEqual([]);
    expect(all[0]?.carriers).toEqual(['CT']);
  });

  it('puts cells into rows whatever their order', () => {
    const state = mixed();
    const rows = rowsOf(state.cells.toReversed());
    expect(rows.map((row) => row.code)).toEqual([600011, 600000]);
    expect(rows[0]?.squares).toHaveLength(15);
    expect(rows[0]?.squares[6]?.cells.map((cell) => cell.state)).toEqual([
      'observed',
      'impossible',
      'unexpected',
      'not_run',
    ]);
  });
});
