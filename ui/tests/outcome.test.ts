import { screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, describe, expect, it } from 'vitest';
import type { Flow } from '../src/bindings/Flow';
import type { NextOutcome } from '../src/bindings/NextOutcome';
import type { Outcomes } from '../src/bindings/Outcomes';
import { i18n } from '../src/i18n/i18n.svelte';
import OutcomeBar from '../src/outcome/OutcomeBar.svelte';
import { outcomeKeys, outcomeOfKey } from '../src/outcome/outcome-key';
import { renderInLab } from './rendering';
import { recording } from './recordings';
import { FakeBackend } from './samples';

const of = (name: 'login-cm' | 'login-cu') => recording(name).snapshot.simulation.outcomes;
const outcomes = (armed: NextOutcome | null = null, name: 'login-cm' | 'login-cu' = 'login-cm'): Outcomes => ({
  ...of(name),
  armed,
});

async function bar(shown: Outcomes, flow: Flow = 'login') {
  const backend = new FakeBackend();
  const asked: (NextOutcome | null)[] = [];
  const arm = backend.armOutcome;
  backend.armOutcome = (outcome) => {
    asked.push(outcome);
    return arm(outcome);
  };
  const rendered = await renderInLab(OutcomeBar, { flow, outcomes: shown }, backend);
  const button = (name: string) => screen.getByRole('button', { name });
  return { ...rendered, asked, button };
}

const pressed = (init: KeyboardEventInit) => new KeyboardEvent('keydown', { cancelable: true, ...init });
const digit = (key: string, init: KeyboardEventInit = {}) =>
  pressed({ key, code: `Digit${key}`, ctrlKey: true, ...init });

afterEach(() => (i18n.language = 'zh'));

describe('the keys', () => {
  it('1 to 9 are the outcomes in the order that Rust gives', () => {
    expect(of('login-cm').choices.map((choice) => choice.outcome)).toEqual(outcomeKeys);
    expect(outcomeKeys.map((_, at) => outcomeOfKey(digit(`${at + 1}`)))).toEqual(outcomeKeys);
  });
  it('count with Ctrl or ⌘, on the number pad, and on layouts whose digits want Shift', () => {
    expect(outcomeOfKey(digit('3', { ctrlKey: false, metaKey: true }))).toBe('timeout');
    expect(outcomeOfKey(pressed({ key: '3', code: 'Numpad3', ctrlKey: true }))).toBe('timeout');
    expect(outcomeOfKey(pressed({ key: '"', code: 'Digit3', ctrlKey: true }))).toBe('timeout');
  });
  it.each<[string, KeyboardEvent]>([
    ['bare', digit('3', { ctrlKey: false })],
    ['with Alt', digit('3', { altKey: true })],
    ['with Shift', digit('3', { shiftKey: true })],
    ['with Ctrl and ⌘', digit('3', { metaKey: true })],
    ['held down', digit('3', { repeat: true })],
    ['while text is composed', digit('3', { isComposing: true })],
    ['that an input method takes', digit('3', { keyCode: 229 })],
    ['0', digit('0')],
    ['a letter', pressed({ key: 'k', code: 'KeyK', ctrlKey: true })],
    ['F3', pressed({ key: 'F3', code: 'F3', ctrlKey: true })],
  ])('%s is none of them', (_name, event) => expect(outcomeOfKey(event)).toBeNull());
});

describe('the bar', () => {
  it('shows nine outcomes with their keys, and the armed one as pressed', async () => {
    const { button } = await bar(outcomes('timeout'));
    const group = screen.getByRole('group', { name: '下一次结果' });
    expect(group).toHaveAccessibleDescription('Ctrl/⌘ + 1–9，再按一次取消');
    const buttons = within(group).getAllByRole('button');
    expect(buttons.map((one) => one.textContent)).toEqual([
      '1成功',
      '2输错',
      '3超时',
      '4无网',
      '5过期',
      '6锁定',
      '7Wi-Fi',
      '8热点',
      '9拒绝',
    ]);
    expect(button('输错')).toHaveAccessibleDescription('输错四位');
    expect(buttons.filter((one) => one.getAttribute('aria-pressed') === 'true')).toEqual([button('超时')]);
    expect(button('超时')).toHaveAttribute('aria-keyshortcuts', 'Control+3 Meta+3');
  });

  it('arms by click, and takes back what is armed', async () => {
    const { asked, button, user } = await bar(outcomes('timeout'));
    await user.click(button('无网'));
    await user.click(button('超时'));
    expect(asked).toEqual(['no_network', null]);
  });

  it('shows what was armed for the other flow as pressed, and takes it back', async () => {
    const { asked, button, user } = await bar(outcomes('locked'), 'verify');
    expect(button('锁定')).toHaveAttribute('aria-pressed', 'true');
    expect(button('锁定')).not.toHaveAttribute('aria-disabled');
    expect(button('锁定')).toHaveAccessibleDescription(/校验/);
    await user.click(button('锁定'));
    expect(asked).toEqual([null]);
  });

  it('tells why one is impossible, to a reader at once and to whoever points or focuses, and does not arm it', async () => {
    const { asked, button, user } = await bar(outcomes(null, 'login-cu'));
    const locked = button('锁定');
    expect(locked).toHaveAttribute('aria-disabled', 'true');
    expect(locked).toHaveAccessibleDescription('已锁定 中国联通从不因输错而锁定号码。');
    await user.click(locked);
    expect(asked).toEqual([]);
    const shown = () => document.querySelector('.outcome-why')?.textContent;
    await user.hover(locked);
    await waitFor(() => expect(shown()).toBe('已锁定 中国联通从不因输错而锁定号码。'));
    await user.keyboard('{Escape}');
    await waitFor(() => expect(shown()).toBeUndefined());
  });

  it('asks in a verification what a verification can give, in its words', async () => {
    i18n.language = 'en';
    const { asked, button, user } = await bar(outcomes(), 'verify');
    expect(button('Locked')).toHaveAccessibleDescription(/a verification never asks for them/);
    await user.click(button('Wrong'));
    expect(asked).toEqual(['wrong_digits']);
  });
});
