import { screen, waitFor } from '@testing-library/svelte';
import axe from 'axe-core';
import { describe, expect, it } from 'vitest';
import Nav from '../../src/shell/Nav.svelte';
import { renderInLab } from '../rendering';

const dialog = () => screen.queryByRole('alertdialog');

describe('the gate to the Live window', () => {
  const show = async () => {
    const shown = await renderInLab(Nav, { view: 'login' as const });
    await shown.user.click(screen.getByRole('button', { name: '真实 ↗' }));
    return shown;
  };

  it('explains, asks for the word, and opens nothing by a wrong one', async () => {
    const { user, backend } = await show();
    expect(screen.getByText(/可能产生费用/)).toBeVisible();
    backend.answers.openLive = () => {
      throw { code: 'not_confirmed', message: 'the word was not typed' };
    };
    const field = screen.getByLabelText('要打开，请输入“真实”');
    await waitFor(() => expect(field).toHaveFocus());
    await user.type(field, '真{Enter}');
    expect(await screen.findByText('没有打开：请一字不差地输入“真实”')).toBeVisible();
    expect(field).toBeInvalid();
    expect(dialog()).toBeVisible();
    expect(backend.asked).toEqual([['openLive', '真']]);
  });

  it('opens by the word, and is gone then', async () => {
    const { user, backend } = await show();
    await user.type(screen.getByLabelText('要打开，请输入“真实”'), '真实');
    await user.click(screen.getByRole('button', { name: '打开真实窗口' }));
    expect(backend.asked).toEqual([['openLive', '真实']]);
    await waitFor(() => expect(dialog()).toBeNull());
  });

  it('closes without asking anything', async () => {
    const { user, backend } = await show();
    await user.click(screen.getByRole('button', { name: '取消' }));
    await waitFor(() => expect(dialog()).toBeNull());
    expect(backend.asked).toEqual([]);
  });

  it('tells another failure in words', async () => {
    const { user, backend } = await show();
    backend.answers.openLive = () => {
      throw { code: 'window_failed', message: 'no display' };
    };
    await user.type(screen.getByLabelText('要打开，请输入“真实”'), '真实{Enter}');
    expect(await screen.findByText(/系统没能打开窗口/)).toBeVisible();
  });

  it('breaks no rule of axe', async () => {
    await show();
    const result = await axe.run(document.body, {
      rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
    });
    expect(result.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
  });
});
