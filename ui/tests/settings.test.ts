import { screen } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import SettingsView from '../src/views/SettingsView.svelte';
import { secondsOf } from '../src/views/timeouts';
import { renderInLab } from './rendering';
import { settings } from './samples';

const show = () => renderInLab(SettingsView, { settings: settings() });

describe('the settings', () => {
  it('save a choice as it is made', async () => {
    const { user, backend } = await show();
    await user.click(screen.getByRole('radio', { name: '高对比度' }));
    expect(backend.asked.at(-1)).toEqual(['saveSettings', { theme: 'contrast' }]);
    expect(await screen.findByText('已保存')).toBeVisible();
  });

  it('keep the phone’s language apart from the lab’s', async () => {
    const { user, backend } = await show();
    const english = screen.getAllByRole('radio', { name: 'English' });
    await user.click(english[1] as HTMLElement);
    expect(backend.asked.at(-1)).toEqual(['saveSettings', { phone_language: 'en' }]);
  });

  it('save a timeout when the field is left, in seconds', async () => {
    const { user, backend } = await show();
    const field = screen.getByLabelText('getLoginToken');
    await user.clear(field);
    await user.type(field, '2.5');
    expect(backend.asked).toEqual([]);
    await user.tab();
    expect(backend.asked.at(-1)).toEqual([
      'saveSettings',
      { timeouts: { ...settings().timeouts, getLoginToken: 2.5 } },
    ]);
  });

  it.each(['0', '-1', 'abc', '', '86401'])('refuse the timeout %j and save nothing', async (text) => {
    const { user, backend } = await show();
    const field = screen.getByLabelText('checkLoginAvailable');
    await user.clear(field);
    if (text) await user.type(field, text);
    await user.tab();
    expect(field).toBeInvalid();
    expect(screen.getByText('请填大于 0、不超过 86400 的秒数')).toBeVisible();
    expect(backend.asked).toEqual([]);
  });

  it('hint at milliseconds taken for seconds, but save them', async () => {
    const { user, backend } = await show();
    const field = screen.getByLabelText('getVerifyToken');
    await user.clear(field);
    await user.type(field, '8000');
    expect(screen.getByText(/8000 秒：是不是把毫秒/)).toBeVisible();
    await user.tab();
    expect(backend.asked.at(-1)?.[1]).toMatchObject({ timeouts: { getVerifyToken: 8000 } });
  });

  it.each([
    ['not_saved', /没有保存到磁盘，改动只在这次运行有效/],
    ['invalid_value', /程序不接受这个值/],
  ])('tell a failed save (%s) beside the controls, until that is dismissed', async (code, words) => {
    const { user, backend, lab } = await show();
    backend.answers.saveSettings = () => {
      throw { code, message: 'disk full' };
    };
    await user.click(screen.getByRole('radio', { name: '高对比度' }));
    const told = screen.getByRole('alert');
    expect(told).toHaveTextContent(words);
    expect(told).toHaveTextContent('disk full');
    expect(screen.queryByText('已保存')).toBeNull();
    expect(lab.problem).toBeNull();
    await user.click(screen.getByRole('button', { name: '知道了' }));
    expect(told).toBeEmptyDOMElement();
  });

  it('read seconds above 0 and at most a day', () => {
    expect(['2', ' .5 ', '86400', '1e3', '２', '0.0'].map(secondsOf)).toEqual([2, 0.5, 86_400, null, null, null]);
  });
});
