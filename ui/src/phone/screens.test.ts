import { render } from '@testing-library/svelte';
import axe from 'axe-core';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { LoginFlow } from './login-flow.svelte';
import Phone from './Phone.svelte';
import type { LoginScreen, VerifyScreen } from './screens';
import { facts, simulation } from './testing/samples';
import { Script } from './testing/script';
import { VerifyFlow } from './verify-flow.svelte';

// Every screen in both languages: a heading, words and no keys, and nothing that axe-core finds.

const failure = { code: '600012', carrierCode: '103111' };
const loginScreens: LoginScreen[] = [
  { name: 'start' },
  { name: 'loading' },
  { name: 'wifiWarning', failed: true },
  { name: 'checkFailed', failure: { code: '600025', carrierCode: null } },
  { name: 'maskFailed', reason: 'wifi', failure },
  { name: 'maskFailed', reason: 'notServed', failure },
  { name: 'maskFailed', reason: 'other', failure },
  { name: 'consent' },
  { name: 'tokenReady' },
  { name: 'tokenExpired' },
  { name: 'locked' },
  { name: 'signedIn', number: '13800131234' },
  { name: 'otherWay', back: { name: 'start' } },
  { name: 'document', document: 'terms', back: { name: 'start' } },
  { name: 'error', failure: { code: 'isv.TOKEN_INVALID', carrierCode: null } },
];
const verifyScreens: VerifyScreen[] = [
  { name: 'start' },
  { name: 'form' },
  { name: 'wifiWarning', failed: false },
  { name: 'tokenReady' },
  { name: 'tokenFailed', reason: 'quota', failure },
  { name: 'result', result: 'PASS', number: '13800131234' },
  { name: 'result', result: 'REJECT', number: '13800131234' },
  { name: 'result', result: 'UNKNOWN', number: '13800131234' },
  { name: 'otherWay', back: { name: 'form' } },
  { name: 'document', document: 'privacy', back: { name: 'form' } },
  { name: 'error', failure: { code: 'never heard of', carrierCode: null } },
];

beforeEach(() => {
  vi.stubGlobal('matchMedia', () => ({ matches: true }));
});

const named = <S extends { name: string }>(screens: S[]): [string, S][] =>
  screens.map((one) => [Object.values(one).join(' '), one]);

async function inspect(flow: LoginFlow | VerifyFlow, language: 'zh' | 'en'): Promise<string> {
  const { container } = render(Phone, { flow, facts, simulation: simulation(), language, theme: 'light' });
  expect(container.querySelectorAll('h2')).toHaveLength(1);
  expect(container.querySelector('[style]')).toBeNull();
  expect(container.textContent).not.toMatch(/phone\.|flow\.|\{\w+\}|undefined/);
  // jsdom draws nothing: contrast and sizes are for the real window.
  const { violations } = await axe.run(container, { rules: { 'color-contrast': { enabled: false } } });
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  return container.textContent;
}

describe.each(['zh', 'en'] as const)('in %s', (language) => {
  it.each(named(loginScreens))('login: %s', async (_name, screen) => {
    const flow = new LoginFlow(new Script().doors());
    flow.mask = { head: '138', tail: '1234', carrier: 'CM' };
    flow.screen = screen;
    await inspect(flow, language);
  });

  it.each(named(verifyScreens))('verify: %s', async (_name, screen) => {
    const flow = new VerifyFlow(new Script().doors());
    flow.screen = screen;
    const text = await inspect(flow, language);
    expect(text).not.toContain('13800131234');
  });
});

it('verification asks for all three carriers, unticked, before any call', () => {
  const script = new Script();
  const flow = new VerifyFlow(script.doors());
  flow.screen = { name: 'form' };
  const { getByRole, getByText } = render(Phone, {
    flow,
    facts,
    simulation: simulation(),
    language: 'zh',
    theme: 'dark',
  });
  expect(getByRole('checkbox')).not.toBeChecked();
  for (const { agreement } of facts.carriers) expect(getByText(agreement.name)).toBeVisible();
  expect(getByRole('button', { name: '《隐私政策》' })).toBeVisible();
  expect(script.asked).toEqual([]);
});
