import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { describe, expect, it, vi } from 'vitest';
import { groups } from '../src/actions/action';
import { aboutText } from '../src/actions/about-text';
import MainMenu from '../src/actions/MainMenu.svelte';
import { LINE, menus } from '../src/actions/menu';
import Sheets from '../src/actions/Sheets.svelte';
import { isPressed, keysOf, shown } from '../src/actions/shortcut';
import en from '../src/messages/en.json';
import zh from '../src/messages/zh.json';
import { about, FakeBackend, lastRun, snapshot } from './samples';
import { renderInLab } from './rendering';

const show = async (backend = new FakeBackend()) => {
  const all = await renderInLab(Sheets, {}, backend);
  await all.bench.refresh();
  backend.asked = [];
  return all;
};
const press = (key: string, how: KeyboardEventInit = {}, target: EventTarget = document.body) => {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...how });
  target.dispatchEvent(event);
  return event;
};
const noBrokenRules = async () => {
  const { violations } = await axe.run(document.body, {
    rules: {
      'color-contrast': { enabled: false },
      region: { enabled: false },
      'page-has-heading-one': { enabled: false },
    },
  });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
};

describe('the list of actions', () => {
  it('has each id once, words in both languages, and every entry of the menus', async () => {
    const { desk } = await show();
    const ids = desk.actions.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const action of desk.actions) {
      for (const language of ['zh', 'en'] as const) expect(action.label(language)).not.toMatch(/^action\.|\{/);
    }
    const entries = menus.flatMap(({ actions }) => actions).filter((id) => id !== LINE);
    expect(entries.filter((id) => !ids.includes(id))).toEqual([]);
    // The system's menu shows them by words that need nothing filled in.
    const words = en.action as Record<string, string>;
    expect(entries.filter((id) => !id.startsWith('outcome_') && (words[id] ?? '{').includes('{'))).toEqual([]);
    // Views are called there as they are called beside them.
    for (const { action, nav } of [zh, en] as { action: Record<string, string>; nav: Record<string, string> }[]) {
      const called = Object.entries(action).filter(([id]) => id.startsWith('view_'));
      expect(called.map(([, word]) => word)).toEqual(called.map(([id]) => nav[id.slice('view_'.length)]));
    }
  });
  it('gives no two actions the same keys', async () => {
    const { desk } = await show();
    const keys = desk.actions.flatMap((action) => keysOf(action) ?? []);
    expect(keys.length).toBeGreaterThan(4);
    expect(new Set(keys).size).toBe(keys.length);
  });
  it('does nothing that cannot be done now', async () => {
    const { desk, backend } = await show();
    await desk.perform(desk.action('export_run'));
    expect(backend.asked).toEqual([]);
    desk.bench.lasts = { ...desk.bench.lasts, run: lastRun() };
    await desk.perform(desk.action('export_run'));
    expect(backend.asked).toEqual([['exportEvidence', 'run', 'html']]);
    expect(location.hash).toBe('#scenarios');
  });
  it('tells what fails where commands’ failures are told', async () => {
    const { desk, backend, lab } = await show();
    backend.answers.openDocumentation = () => {
      throw { code: 'open_failed', message: 'no browser' };
    };
    await desk.perform(desk.action('documentation'));
    expect(lab.problem?.code).toBe('open_failed');
  });
  it('arms the next outcome, if the flow in view can give it', async () => {
    const { desk, backend, lab } = await show();
    await desk.perform(desk.action('outcome_timeout'));
    expect(backend.asked).toEqual([['armOutcome', 'timeout']]);
    const impossible = lab.simulation?.outcomes.choices.find((choice) => choice.impossible);
    if (impossible) await desk.perform(desk.action(`outcome_${impossible.outcome}`));
    expect(backend.asked).toHaveLength(1);
  });
  it('opens the stage with the flow in view, and closes it', async () => {
    const { desk, backend, lab } = await show();
    const action = desk.action('stage');
    expect(action?.keys?.shown).toBe('F8');
    await desk.perform(action);
    backend.send([{ seq: 1, type: 'stage', stage: { open: true, flow: 'login', picture: null } }]);
    await waitFor(() => expect(lab.stage.open).toBe(true));
    expect(action?.chosen?.()).toBe(true);
    await desk.perform(action);
    expect(backend.asked).toEqual([['openStage', 'login'], ['closeStage']]);
  });
  it('is done when it is chosen in the system’s menu', async () => {
    const { backend } = await show();
    backend.chooseInMenu('reset');
    await waitFor(() => expect(backend.asked).toEqual([['reset']]));
    backend.chooseInMenu('no such action');
    expect(backend.asked).toHaveLength(1);
  });
});

describe('a shortcut', () => {
  it.each<[string, KeyboardEventInit, boolean]>([
    ['the bare key', {}, true],
    ['held down', { repeat: true }, false],
    ['while an input method composes', { isComposing: true }, false],
    ['while one composes, as WebKit tells it', { keyCode: 229 }, false],
    ['with Ctrl', { ctrlKey: true }, false],
    ['with Shift', { shiftKey: true }, false],
  ])('F5: %s', async (_, how, resets) => {
    const { backend } = await show();
    const event = press('F5', how);
    await waitFor(() => expect(backend.asked).toEqual(resets ? [['reset']] : []));
    // The web view never loads the page anew.
    expect(event.defaultPrevented).toBe(true);
  });
  it('of a bare key is the field’s while one types; Ctrl and a key is not', async () => {
    const { backend, user } = await show();
    const field = document.body.appendChild(document.createElement('textarea'));
    field.focus();
    await user.keyboard('{F5}?');
    expect([backend.asked, field.value]).toEqual([[], '?']);
    expect(isPressed({ key: 'k', mod: true }, new KeyboardEvent('keydown', { key: 'K', ctrlKey: true }))).toBe(true);
    field.remove();
    await user.keyboard('{F5}');
    expect(backend.asked).toEqual([['reset']]);
  });
  it('is ⌘ on a Mac, and AltGr is none', () => {
    const pressed = (how: KeyboardEventInit) =>
      isPressed({ key: 'k', mod: true }, new KeyboardEvent('keydown', { key: 'k', ...how }));
    expect([pressed({ ctrlKey: true }), pressed({ metaKey: true })]).toEqual([true, false]);
    expect(pressed({ ctrlKey: true, altKey: true })).toBe(false);
    vi.spyOn(navigator, 'platform', 'get').mockReturnValue('MacIntel');
    expect([pressed({ ctrlKey: true }), pressed({ metaKey: true })]).toEqual([false, true]);
    expect(shown({ key: 'k', mod: true })).toBe('⌘K');
  });
  it.each(['login', 'verify', 'matrix', 'scenarios', 'codes', 'signature', 'consent', 'settings'])(
    'of an outcome is heard in the view %s, in a text field too, and leaves the page nothing of it',
    async (view) => {
      location.hash = view;
      const { backend } = await show();
      const field = document.body.appendChild(document.createElement('textarea'));
      const digit = (key: string) => press(key, { code: `Digit${key}`, ctrlKey: true }, field);
      expect([digit('3').defaultPrevented, digit('0').defaultPrevented]).toEqual([true, false]);
      field.remove();
      await waitFor(() => expect(backend.asked).toEqual([['armOutcome', 'timeout']]));
    },
  );
  it('of the armed outcome takes it back, as its entry in the palette does, even where the flow in view cannot give it', async () => {
    location.hash = 'verify';
    const start = snapshot();
    const { outcomes } = start.simulation;
    start.simulation = { ...start.simulation, outcomes: { ...outcomes, armed: 'locked' } };
    const backend = new FakeBackend(start);
    const { desk } = await show(backend);
    expect(outcomes.choices.find(({ outcome }) => outcome === 'locked')?.impossible_in_verification).not.toBeNull();
    press('6', { code: 'Digit6', metaKey: true });
    await desk.perform(desk.action('outcome_locked'));
    expect(backend.asked).toEqual([
      ['armOutcome', null],
      ['armOutcome', null],
    ]);
  });
  it('of an outcome or the stage does nothing under a dialog or the palette', async () => {
    const { desk, backend } = await show();
    const dialog = document.body.appendChild(document.createElement('div'));
    dialog.setAttribute('aria-modal', 'true');
    const pressBoth = () => {
      press('1', { code: 'Digit1', ctrlKey: true });
      press('F8');
    };
    pressBoth();
    dialog.remove();
    press('k', { ctrlKey: true });
    expect(desk.sheet).toBe('palette');
    pressBoth();
    expect(backend.asked).toEqual([]);
    desk.sheet = null;
    press('F8');
    await waitFor(() => expect(backend.asked).toEqual([['openStage', 'login']]));
  });
  it('does nothing behind what is open over the window', async () => {
    const { desk, backend } = await show();
    press('?');
    expect(await screen.findByRole('dialog', { name: '快捷键' })).toBeVisible();
    press('F5');
    press('k', { ctrlKey: true });
    expect([backend.asked, desk.sheet]).toEqual([[], 'shortcuts']);
  });
});

describe('the palette', () => {
  const open = async () => {
    const all = await show();
    const before = document.body.appendChild(document.createElement('button'));
    before.textContent = 'before';
    before.focus();
    await all.user.keyboard('{Control>}k{/Control}');
    const field = await screen.findByRole('combobox', { name: '命令面板' });
    await waitFor(() => expect(field).toHaveFocus());
    return { ...all, field, before };
  };
  const chosen = () => document.querySelector<HTMLElement>('[data-action][data-selected]')?.dataset.action;

  it('lists everything by groups, breaks no rule of access, and gives the focus back', async () => {
    const { user, desk, before } = await open();
    const shownActions = [...document.querySelectorAll<HTMLElement>('[data-action]')].map(
      ({ dataset }) => dataset.action,
    );
    const byGroup = groups.flatMap((group) => desk.actions.filter((action) => action.group === group));
    expect(shownActions).toEqual(byGroup.map(({ id }) => id).filter((id) => id !== 'palette'));
    await noBrokenRules();
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(before).toHaveFocus();
    before.remove();
  });
  it('finds by words of either language, ids and codes, and does what is chosen', async () => {
    const { user, field, backend, before } = await open();
    for (const [typed, first] of [
      ['电信', 'carrier_CT'],
      ['carrier unicom', 'carrier_CU'],
      ['scenario b', 'scenario_b'],
      ['600015', 'code_600015'],
    ] as const) {
      await fireEvent.input(field, { target: { value: typed } });
      await waitFor(() => expect(chosen()).toBe(first));
    }
    await fireEvent.input(field, { target: { value: 'no such thing' } });
    expect(await screen.findByText('没有符合的')).toBeVisible();
    await fireEvent.input(field, { target: { value: 'scenario b' } });
    await waitFor(() => expect(chosen()).toBe('scenario_b'));
    await user.keyboard('{Enter}');
    await waitFor(() => expect(backend.asked).toEqual([['loadScenario', 'b']]));
    before.remove();
  });
  it('does not choose while an input method composes', async () => {
    const { field, backend, before } = await open();
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true }));
    expect(screen.getByRole('dialog')).toBeVisible();
    expect(backend.asked).toEqual([]);
    before.remove();
  });
});

describe('the menu', () => {
  it('opens its parts by keys and does what is chosen', async () => {
    const { user, backend } = await renderInLab(MainMenu, {});
    const button = screen.getByRole('button', { name: '菜单' });
    button.focus();
    await user.keyboard('{Enter}');
    // Nothing is placed without a layout: what is there counts as hidden.
    const items = () => [...document.querySelectorAll<HTMLElement>('[data-submenu]')];
    const names = () => items().map((item) => item.textContent?.trim());
    await waitFor(() => expect(names()).toEqual(['文件', '视图', '流程', '帮助']));
    items()[2]?.focus();
    await user.keyboard('{ArrowRight}');
    const reset = await waitFor(() => {
      const found = document.querySelector<HTMLElement>('[data-action=reset]');
      if (!found) throw new Error('not open yet');
      return found;
    });
    expect(reset).toHaveTextContent('重置模拟');
    expect(reset).toHaveAttribute('aria-keyshortcuts', 'F5');
    reset.click();
    await waitFor(() => expect(backend.asked).toContainEqual(['reset']));
  });
  it('is where a Mac’s menus are, on a Mac', async () => {
    vi.spyOn(navigator, 'platform', 'get').mockReturnValue('MacIntel');
    await renderInLab(MainMenu, {});
    expect(screen.queryByRole('button', { name: '菜单' })).toBeNull();
  });
});

describe('About', () => {
  it('tells versions and licences, and why it cannot', async () => {
    const { desk, backend } = await show();
    await desk.perform(desk.action('about'));
    const dialog = within(await screen.findByRole('dialog', { name: '关于 NumberAuth Lab' }));
    expect(await dialog.findByText('1.2.3 (0123456789ab)')).toBeVisible();
    expect(dialog.getByRole('row', { name: 'svelte 5.57.3 MIT' })).toBeVisible();
    await noBrokenRules();
    desk.sheet = null;
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    backend.answers.about = () => {
      throw { code: 'outside', message: 'not there' };
    };
    desk.sheet = 'about';
    expect(await screen.findByRole('alert')).toHaveTextContent('not there');
  });
  it('is text for a bug report', () => {
    expect(aboutText(about({ commit: null, webview: null }))).toMatchInlineSnapshot(`
      "NumberAuth Lab 1.2.3
      SDK edition: aliyun_numberauth_customization_web 9.1.7
      Tauri 2.12.5
      Web view: unknown
      Rust: rustc 1.95.0
      System: linux x86_64
      Licence: MIT OR Apache-2.0

      Components (2):
      rust tauri 2.12.5 Apache-2.0 OR MIT
      npm svelte 5.57.3 MIT
      "
    `);
  });
});
