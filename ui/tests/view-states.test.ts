// Empty, loading, error, full: what a view shows while there is nothing, or when it could not be had.
import { screen, waitFor } from '@testing-library/svelte';
import { tick } from 'svelte';
import { describe, expect, it } from 'vitest';
import type { Notice } from '../src/bindings/Notice';
import CaseDetail from '../src/evidence/CaseDetail.svelte';
import { i18n } from '../src/i18n/i18n.svelte';
import MatrixView from '../src/matrix/MatrixView.svelte';
import ScenariosView from '../src/scenarios/ScenariosView.svelte';
import { listPlace } from '../src/scenarios/list-place.svelte';
import Nav from '../src/shell/Nav.svelte';
import Notices from '../src/shell/Notices.svelte';
import ProblemText from '../src/shell/ProblemText.svelte';
import { caseReport, facts, FakeBackend, matrix, snapshot } from './samples';
import { renderInLab } from './rendering';

const refused = () => {
  throw { code: 'not_saved', message: 'the disk is gone' };
};
const never = () => new Promise(() => {});
const answering = (answers: FakeBackend['answers']) => Object.assign(new FakeBackend(), { answers });

describe('the matrix', () => {
  it('is loading', async () => {
    await renderInLab(MatrixView, { facts }, answering({ matrix: never }));
    expect(screen.getByText('正在读取矩阵…')).toBeVisible();
    expect(screen.queryByRole('grid')).toBeNull();
  });
  it('could not be had: why, and again', async () => {
    const { user, backend } = await renderInLab(MatrixView, { facts }, answering({ matrix: refused }));
    expect(await screen.findByText('没能取得矩阵。')).toBeVisible();
    expect(screen.getByText(/the disk is gone/)).toBeVisible();
    delete backend.answers.matrix;
    await user.click(screen.getByRole('button', { name: '重试' }));
    expect(await screen.findByRole('grid')).toBeVisible();
    expect(screen.queryByText(/the disk is gone/)).toBeNull();
  });
});

describe('the scenarios', () => {
  const show = async (answers: FakeBackend['answers']) => {
    Object.assign(listPlace, { text: '', tag: '', open: null });
    const all = await renderInLab(ScenariosView, {}, answering(answers));
    void all.bench.refresh();
    return all;
  };
  it('are loading', async () => {
    await show({ listScenarios: never });
    expect(screen.getByText('正在读取场景…')).toBeVisible();
    expect(screen.getByRole('button', { name: /运行列出的/ })).toBeDisabled();
  });
  it('could not be listed: why, and again', async () => {
    const { user, backend } = await show({ listScenarios: refused });
    expect(await screen.findByText('没能读取场景列表。')).toBeVisible();
    expect(screen.getByText(/the disk is gone/)).toBeVisible();
    delete backend.answers.listScenarios;
    await user.click(screen.getByRole('button', { name: '重试' }));
    expect(await screen.findByRole('button', { name: /场景 a/ })).toBeVisible();
  });
  it('are none', async () => {
    await show({ listScenarios: () => [] });
    expect(await screen.findByText(/还没有场景/)).toBeVisible();
  });
  it('are none of what is searched for, and nothing is chosen', async () => {
    const { user } = await show({});
    await screen.findByRole('button', { name: /场景 a/ });
    await user.type(screen.getByRole('searchbox'), 'zzz');
    expect(screen.getByText('没有符合的场景。')).toBeVisible();
    expect(screen.getByText(/选一个场景/)).toBeVisible();
  });
});

describe('a case', () => {
  const show = (runCase: FakeBackend['answers']['runCase']) =>
    renderInLab(CaseDetail, { kind: 'run' as const, id: 'b', run: 1 }, answering({ runCase }));
  it('is loading', async () => {
    await show(never);
    expect(screen.getByRole('status')).toHaveTextContent('正在');
  });
  it('could not be had', async () => {
    await show(refused);
    expect(await screen.findByRole('alert')).toHaveTextContent('the disk is gone');
  });
  it('may have no hop', async () => {
    await show(() => caseReport({ journal: [] }));
    expect(await screen.findByRole('article')).toHaveTextContent('场景 b');
    expect(screen.getByRole('article')).toHaveTextContent(/没有/);
  });
  it('is whole: each act, what must come and what came', async () => {
    await show(() => caseReport());
    expect(await screen.findByRole('rowheader', { name: 'getLoginToken' })).toBeVisible();
    expect(screen.getByRole('row', { name: /getLoginToken 600000 600011/ })).toBeVisible();
  });
});

describe('the navigation', () => {
  const link = (name: RegExp) => screen.getByRole('link', { name });
  it('counts what there is, once it is known', async () => {
    const { bench } = await renderInLab(Nav, { view: 'login' as const });
    expect(link(/^场景$/)).toBeVisible();
    await bench.refresh();
    await bench.takeMatrix();
    await waitFor(() => expect(link(/^场景 2$/)).toBeVisible());
    expect(link(/^返回码矩阵 120$/)).toBeVisible();
  });
  it('counts what was unexpected, in words too', async () => {
    const cells = matrix([600000], 'unexpected');
    const { bench } = await renderInLab(Nav, { view: 'login' as const }, answering({ matrix: () => cells }));
    await bench.takeMatrix();
    await waitFor(() => expect(link(/返回码矩阵 60\s*意外/)).toBeVisible());
  });
});

describe('a notice', () => {
  it.each<[Notice, RegExp]>([
    [{ kind: 'settings_set_aside', file: 'settings.bad.json' }, /settings\.bad\.json/],
    [{ kind: 'settings_not_saved', reason: 'no space' }, /no space/],
    [{ kind: 'settings_fields_reset', fields: ['theme', 'language'] }, /外观和语言/],
    [{ kind: 'scenario_not_loaded', id: 'gone', reason: 'no file' }, /gone/],
    [{ kind: 'stage_refused', deed: 'picture', reason: 'no such page' }, /镜像.*no such page/],
    [{ kind: 'settings_from_backup' }, /备份/],
  ])('says %o, and goes', async (notice, words) => {
    const { lab, user } = await renderInLab(Notices, {});
    lab.notices = [notice];
    expect(await screen.findByText(words)).toBeVisible();
    await user.click(screen.getByRole('button', { name: '知道了' }));
    expect(screen.queryByText(words)).toBeNull();
  });
  it('has words for every field of the settings', async () => {
    const { lab } = await renderInLab(Notices, {});
    const fields = Object.keys(snapshot().settings);
    for (const language of ['en', 'zh'] as const) {
      i18n.language = language;
      for (const field of fields) {
        lab.notices = [{ kind: 'settings_fields_reset', fields: [field] }];
        await tick();
        expect(screen.getByRole('status').textContent).not.toMatch(new RegExp(`[:：] ?${field}[.。]`));
      }
    }
    expect(fields).toContain('schema_version');
  });
  it('tells a refused command, and goes', async () => {
    const { lab, user } = await renderInLab(Notices, {});
    lab.problem = { code: 'not_saved', message: 'the disk is gone' };
    expect(await screen.findByText(/the disk is gone/)).toBeVisible();
    await user.click(screen.getByRole('button', { name: '知道了' }));
    expect(lab.problem).toBeNull();
  });
});

describe('a problem', () => {
  it('adds the program’s own sentence, marked as English, where that says more', async () => {
    await renderInLab(ProblemText, { problem: { code: 'not_saved' as const, message: 'no disk', hint: 'look' } });
    expect(screen.getByText('no disk: look')).toHaveAttribute('lang', 'en');
  });
  it('does not where ours says all', async () => {
    await renderInLab(ProblemText, { problem: { code: 'run_under_way' as const, message: 'a run is under way' } });
    expect(screen.queryByText(/under way/)).toBeNull();
  });
});
