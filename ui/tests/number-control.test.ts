import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import NumberControl from '../src/flow-view/NumberControl.svelte';
import PathStrip from '../src/flow-view/PathStrip.svelte';
import { simulation } from './samples';
import { renderInLab } from './rendering';

describe('the device’s number', () => {
  const open = async () => {
    const all = await renderInLab(NumberControl, { device: simulation().device });
    await all.user.click(screen.getByRole('button', { name: /本机/ }));
    return { ...all, field: screen.getByLabelText('本机号码') };
  };

  it('shows what the program made of a 192 number, proposes “other”, and sends that', async () => {
    const { user, backend, field } = await open();
    backend.answers.readNumber = () => ({ number: '19200001111', carrier: 'other', error: null });
    await user.type(field, '+86 192 0000 1111');
    expect(await screen.findByText(/这个号段不归三家运营商/)).toBeVisible();
    expect(screen.getByLabelText('用作')).toHaveValue('other');
    await user.click(screen.getByRole('button', { name: '使用这个号码' }));
    expect(backend.asked.at(-1)).toEqual([
      'setDevice',
      { carrier: 'other', network: 'cellular', number: '19200001111' },
    ]);
    await waitFor(() => expect(screen.queryByLabelText('本机号码')).toBeNull());
  });

  it('lets an explicit choice of carrier win over the prefix', async () => {
    const { user, backend, field } = await open();
    backend.answers.readNumber = () => ({ number: '13300001111', carrier: 'CT', error: null });
    await user.selectOptions(screen.getByLabelText('用作'), 'CU');
    await user.type(field, '13300001111{Enter}');
    expect(backend.asked.at(-1)).toEqual(['setDevice', { carrier: 'CU', network: 'cellular', number: '13300001111' }]);
  });

  it.each([
    ['length', '手机号要 11 位数字'],
    ['not_a_digit', '手机号里只能有数字'],
    ['prefix', '手机号要以 1 开头'],
  ])('says what is wrong: %s', async (error, words) => {
    const { user, backend, field } = await open();
    backend.answers.readNumber = () => ({ number: null, carrier: null, error });
    await user.type(field, '1{Enter}');
    expect(await screen.findByText(new RegExp(words))).toBeVisible();
    expect(field).toBeInvalid();
    expect(backend.asked.some(([name]) => name === 'setDevice')).toBe(false);
  });

  it('closes on Escape and gives the focus back', async () => {
    const { user } = await open();
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByLabelText('本机号码')).toBeNull());
    await waitFor(() => expect(screen.getByRole('button', { name: /本机/ })).toHaveFocus());
  });
});

describe('the hotspot’s owner', () => {
  const show = (network: 'hotspot' | 'cellular') =>
    renderInLab(PathStrip, {
      simulation: simulation({ device: { ...simulation().device, network } }),
      flow: 'login' as const,
      onfill: () => {},
    });

  it('is chosen in the path, by the carrier', async () => {
    const { user, backend } = await show('hotspot');
    await user.selectOptions(screen.getByRole('combobox', { name: '热点主人的运营商' }), 'CT');
    expect(backend.asked.at(-1)).toEqual([
      'setDevice',
      { carrier: 'CM', network: 'hotspot', hotspot_owner: { carrier: 'CT' } },
    ]);
  });

  it('is asked for only on a hotspot', async () => {
    await show('cellular');
    expect(screen.queryByRole('combobox', { name: '热点主人的运营商' })).toBeNull();
  });
});
