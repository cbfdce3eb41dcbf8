import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { describe, expect, it } from 'vitest';
import App from '../src/App.svelte';
import type { Notice } from '../src/bindings/Notice';
import type { Update } from '../src/bindings/Update';
import type { Backend } from '../src/backend/backend';
import { replayBackend } from '../src/backend/replay';
import { entriesOf, recording } from './recordings';
import { FakeBackend, settings, shelfItem, simulation, snapshot } from './samples';

const open = async (backend: Backend = replayBackend(recording('login-cm'))) => {
  render(App, { backend });
  await screen.findByRole('navigation');
  return userEvent.setup();
};

describe('the window', () => {
  it('has the page SDK on window, as the seed’s sample expects it', async () => {
    await open();
    expect(new window.PhoneServerCustomization().getConnection()).toBe('cellular');
  });

  it('switches the language live: words, lang, title; what is under way stays', async () => {
    const data = recording('login-cm');
    data.steps.push({
      command: 'saveSettings',
      args: [{ language: 'en' }],
      reply: null,
      updates: [],
    });
    const user = await open(replayBackend(data));
    await user.click(screen.getByRole('button', { name: '开始' }));
    await screen.findByRole('button', { name: '本机号码一键登录' });
    await user.click(screen.getByRole('button', { name: 'EN' }));
    expect(await screen.findByRole('link', { name: 'One-tap login' })).toBeVisible();
    expect(document.documentElement.lang).toBe('en');
    expect(document.title).toContain('SIMULATION');
    // The phone's language is its own.
    expect(screen.getByRole('button', { name: '本机号码一键登录' })).toBeVisible();
  });

  it.each(['the scenarios', 'elsewhere'])('starts the flows anew when a scenario is loaded from %s', async (where) => {
    location.hash = 'login';
    const data = recording('login-cm');
    const scenario = { id: 'a', title: { zh: '场景 a', en: 'Scenario a' }, modified: false, timeouts: {} };
    const loaded = { ...simulation({ scenario }), revision: 1_000 };
    data.scenarios = [shelfItem('a')];
    data.steps.push({ command: 'loadScenario', args: ['a'], reply: loaded, updates: [] });
    const backend = replayBackend(data);
    let send: (updates: Update[]) => void = () => {};
    const user = await open({ ...backend, connect: (listener) => backend.connect((send = listener)) });
    await user.click(screen.getByRole('button', { name: '开始' }));
    await screen.findByRole('button', { name: '本机号码一键登录' });
    if (where === 'elsewhere') {
      send([{ seq: 1_000, type: 'simulation', simulation: loaded }]);
    } else {
      location.hash = 'scenarios';
      await user.click(await screen.findByRole('button', { name: /^场景 a/ }));
      await user.click(screen.getByRole('button', { name: '载入实验台' }));
    }
    await waitFor(() => expect(document.querySelector<HTMLElement>('[data-screen]')?.dataset.screen).toBe('start'));
    expect(document.querySelectorAll('[data-step]:not([data-status=idle])')).toHaveLength(0);
  });

  it('puts the theme on the document', async () => {
    await open(new FakeBackend(snapshot({ settings: settings({ theme: 'contrast' }) })));
    expect(document.documentElement.dataset.theme).toBe('contrast');
  });

  it('shows the other views by their address', async () => {
    await open();
    for (const [hash, heading] of [
      ['matrix', '返回码矩阵'],
      ['scenarios', '场景'],
      ['codes', '返回码'],
      ['settings', '设置'],
      ['verify', '本机号码校验'],
    ] as const) {
      location.hash = hash;
      expect(await screen.findByRole('heading', { level: 1, name: new RegExp(heading) })).toBeInTheDocument();
      expect(screen.getByRole('link', { current: 'page' })).toHaveTextContent(heading);
    }
  });

  it('opens a code by its address, and another when the address changes', async () => {
    location.hash = 'codes/600013';
    await open();
    expect(await screen.findByRole('heading', { level: 2, name: /600013/ })).toBeVisible();
    expect(screen.getByRole('link', { current: 'page' })).toHaveTextContent('返回码');
    location.hash = 'codes/600008';
    expect(await screen.findByRole('heading', { level: 2, name: /600008/ })).toBeVisible();
  });

  it.each<[Notice, RegExp]>([
    [{ kind: 'settings_from_backup' }, /设置取自备份/],
    [{ kind: 'settings_set_aside', file: 'settings.broken-1.json' }, /已改名保存为 settings\.broken-1\.json/],
    [
      { kind: 'settings_fields_reset', fields: ['theme', 'device.network', 'later'] },
      /先用默认值：外观、设备（network）和later/,
    ],
    [{ kind: 'settings_newer', form: 7, fields: [] }, /较新版本的程序写的（格式 7）。$/],
    [{ kind: 'settings_newer', form: null, fields: ['sound', 'device.model'] }, /^设置里.*sound和设备（model）/],
    [{ kind: 'settings_not_saved', reason: 'disk full' }, /没能保存：disk full/],
  ])('tells the notice %j and lets go of it', async (notice, words) => {
    const user = await open(new FakeBackend(snapshot({ notices: [notice] })));
    expect(screen.getByText(words)).toBeVisible();
    await user.click(screen.getByRole('button', { name: '知道了' }));
    expect(screen.queryByText(words)).toBeNull();
  });

  it('tells in words that a language was not saved, and keeps it for this run', async () => {
    const backend = new FakeBackend();
    backend.answers.saveSettings = () => {
      throw { code: 'not_saved', message: 'disk full', hint: 'free some space' };
    };
    const user = await open(backend);
    await user.click(screen.getByRole('button', { name: 'EN' }));
    const told = await screen.findByText(/Not written to disk/);
    expect(told.parentElement).toHaveTextContent(/disk full: free some space$/);
    await user.click(screen.getByRole('button', { name: 'Dismiss' }));
    expect(screen.queryByText(/Not written to disk/)).toBeNull();
  });

  it('tells once that the settings are not saved, while the notice that says why stands there', async () => {
    const notice: Notice = { kind: 'settings_not_saved', reason: 'disk full' };
    const backend = new FakeBackend(snapshot({ notices: [notice] }));
    backend.answers.saveSettings = () => {
      throw { code: 'not_saved', message: 'disk full', hint: 'free some space' };
    };
    const user = await open(backend);
    await user.click(screen.getByRole('button', { name: 'EN' }));
    expect(await screen.findByText(/disk full. Changes last for this run only/)).toBeVisible();
    expect(screen.queryByText(/Not written to disk/)).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Dismiss' }));
    expect(screen.queryByText(/disk full/)).toBeNull();
  });

  it('says when the simulator has stopped', async () => {
    await open(new FakeBackend(snapshot({ simulation: simulation({ listening: false }) })));
    expect(screen.getByText(/模拟器没有在监听/)).toBeVisible();
  });

  it('says when the program cannot be reached, and tries again', async () => {
    const backend = new FakeBackend();
    const connect = backend.connect.bind(backend);
    backend.connect = () => Promise.reject({ code: 'Unknown', message: 'no window' });
    render(App, { backend });
    // Before the settings are known the words are in the system's language: jsdom's is English.
    expect(await screen.findByText('The program cannot be reached')).toBeVisible();
    backend.connect = connect;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('navigation')).toBeVisible();
  });
});

describe('axe finds nothing', () => {
  it.each(
    (['zh', 'en'] as const).flatMap((language) =>
      (['login', 'verify', 'matrix', 'scenarios', 'codes', 'signature', 'settings'] as const).map(
        (view) => [view, language] as const,
      ),
    ),
  )('in %s, %s', async (view, language) => {
    location.hash = view;
    const data = recording('login-cm', language);
    data.snapshot.entries = entriesOf('login-timeout');
    // The recordings are of the flows: what the bench's views ask is made up.
    const recorded = replayBackend(data);
    const bench = new FakeBackend();
    await open({ ...recorded, listScenarios: bench.listScenarios, matrix: bench.matrix });
    await waitFor(() => expect(document.documentElement.lang).toBe(language === 'zh' ? 'zh-CN' : 'en'));
    const row = document.querySelector<HTMLElement>('[role=option][data-seq="8"]');
    if (row) await userEvent.click(row);
    const square = document.querySelector<HTMLElement>('[data-square]');
    if (square) await userEvent.click(square);
    const scenario = document.querySelector<HTMLElement>('[data-scenario] button');
    if (scenario) await userEvent.click(scenario);
    const step = document.querySelector<HTMLElement>('[data-step=token]');
    if (step) await userEvent.click(step);
    // Colours need a real window; they are tested there and in contrast.test.ts.
    const result = await axe.run(document, { rules: { 'color-contrast': { enabled: false } } });
    expect(result.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
  });
});
