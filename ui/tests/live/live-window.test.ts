import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import LiveWindow from '../../src/live/LiveWindow.svelte';
import { FakeLiveBackend, profile, snapshot } from './samples';
import { action, openLive } from './window';

const core = vi.hoisted(() => ({
  invoke: vi.fn(),
  isTauri: () => true,
  Channel: class {
    onmessage: unknown = null;
  },
}));
vi.mock('@tauri-apps/api/core', () => core);
const { liveBackend } = await import('../../src/live/commands');

describe('the Live window', () => {
  it('always says that it is real', async () => {
    await openLive();
    expect(screen.getByText('真实 LIVE')).toBeVisible();
    expect(screen.getByText('会连接阿里云，可能产生费用')).toBeVisible();
    expect(document.title).toBe('NumberAuth Lab — 真实 LIVE');
  });

  it('follows the language and the theme of the main window; what was typed stays', async () => {
    const { user, backend } = await openLive();
    const field = action('GetPhoneWithToken').querySelector('textarea');
    await user.type(field as HTMLElement, 'sp');
    backend.look({ language: 'en', theme: 'dark' });
    expect(await screen.findByText('connects to Alibaba Cloud and may be billed')).toBeVisible();
    expect(document.documentElement.lang).toBe('en');
    expect(document.documentElement.dataset.theme).toBe('dark');
    expect(field).toHaveValue('sp');
  });

  it('has the web view’s own menu in a field for text and nowhere else', async () => {
    await openLive();
    const opens = (place: Element) =>
      place.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true }));
    expect(opens(action('GetPhoneWithToken').querySelector('textarea') as Element)).toBe(true);
    expect(opens(screen.getByText('真实 LIVE'))).toBe(false);
    expect(opens(document.body)).toBe(false);
  });

  it('says it is real also while it cannot be opened, and tries again', async () => {
    const backend = new FakeLiveBackend();
    backend.answers.snapshot = () => {
      throw { code: 'profiles_unreadable', message: 'written by a newer version' };
    };
    render(LiveWindow, { backend });
    expect(await screen.findByText(/档案文件读不了/)).toBeVisible();
    expect(screen.getByText('真实 LIVE')).toBeVisible();
    delete backend.answers.snapshot;
    await userEvent.click(screen.getByRole('button', { name: '重试' }));
    expect(await screen.findByRole('heading', { name: '档案' })).toBeVisible();
  });

  it('says that a profile without a secret cannot call', async () => {
    await openLive(new FakeLiveBackend(snapshot({ profiles: [profile({ secret: { kind: 'missing' } })] })));
    expect(screen.getByText(/这个档案还没有密钥/)).toBeVisible();
  });

  it.each(['zh', 'en'] as const)('breaks no rule of axe in %s', async (language) => {
    const { user, backend } = await openLive();
    backend.look({ language, theme: 'light' });
    await user.click(action('GetAuthToken').querySelector('button[type=submit]') as HTMLElement);
    await user.click(action('GetPhoneWithToken').querySelector('button[type=submit]') as HTMLElement);
    await waitFor(() => expect(document.querySelector('[data-number]')).toBeVisible());
    const result = await axe.run(document, { rules: { 'color-contrast': { enabled: false } } });
    expect(result.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
  });
});

describe('its backend', () => {
  beforeEach(() => core.invoke.mockReset().mockResolvedValue('answer'));

  it('names each command and its arguments as Rust does', async () => {
    const backend = liveBackend();
    const listener = () => {};
    const draft = profile().draft;
    await backend.followAppearance(listener);
    await backend.saveProfile(draft, 'older');
    await backend.putSecret('p', 's', 't', 'this_run');
    await backend.getAuthToken('p', 'login');
    await backend.getPhoneWithToken('p', 'sp');
    await backend.verifyPhoneWithToken('p', '138', 'sp');
    await backend.revealToken('jwt_token');
    await backend.setLimit(3);
    await backend.doctor(null, 'none');
    await backend.entries(4);
    expect(core.invoke.mock.calls).toEqual([
      ['plugin:live|follow_appearance', { channel: { onmessage: listener } }],
      ['plugin:live|save_profile', { draft, replaced: 'older' }],
      ['plugin:live|put_secret', { name: 'p', secret: 's', stsToken: 't', keep: 'this_run' }],
      ['plugin:live|get_auth_token', { name: 'p', flow: 'login' }],
      ['plugin:live|get_phone_with_token', { name: 'p', spToken: 'sp' }],
      ['plugin:live|verify_phone_with_token', { name: 'p', phoneNumber: '138', spToken: 'sp' }],
      ['plugin:live|reveal_token', { kind: 'jwt_token' }],
      ['plugin:live|set_limit', { limit: 3 }],
      ['plugin:live|doctor', { name: null, online: 'none' }],
      ['plugin:live|entries', { after: 4 }],
    ]);
  });
});
