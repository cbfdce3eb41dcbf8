import { screen, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import Header from '../src/header/Header.svelte';
import { asksNoCarrier, effectOf, groups } from '../src/header/fault-effects';
import { FakeBackend, shelfItem, simulation } from './samples';
import { renderInLab } from './rendering';

const show = (change = {}) => renderInLab(Header, { simulation: simulation(change) });

describe('the header', () => {
  it('always says that this is a simulation', async () => {
    await show();
    expect(screen.getByText('模拟 SIMULATION')).toBeVisible();
  });

  it('changes the carrier and keeps the network', async () => {
    const { user, backend } = await show();
    expect(screen.getByRole('radio', { name: '移动' })).toBeChecked();
    await user.click(screen.getByRole('radio', { name: '电信' }));
    expect(backend.asked).toEqual([['setDevice', { carrier: 'CT', network: 'cellular' }]]);
  });

  it('changes the network', async () => {
    const { user, backend } = await show();
    await user.selectOptions(screen.getByLabelText('网络'), 'wifi');
    expect(backend.asked.at(-1)).toEqual(['setDevice', { carrier: 'CM', network: 'wifi' }]);
  });

  it('resets, and tells the flows', async () => {
    const { user, backend, lab } = await show();
    await user.click(screen.getByRole('button', { name: '重置' }));
    expect([backend.asked.at(-1), lab.beginnings]).toEqual([['reset'], 1]);
  });
});

describe('the scenario in the header', () => {
  const scenario = { id: 'a', title: { zh: '场景 a', en: 'Scenario a' }, modified: false, timeouts: {} };

  it('is chosen from the list, but for files that are broken, and let go again', async () => {
    const backend = new FakeBackend();
    backend.answers.listScenarios = () => [
      shelfItem('a'),
      shelfItem('broken', {
        problems: [{ file: 'broken.json', line: 1, column: 1, path: '', message: { zh: '错', en: 'no' } }],
      }),
    ];
    const { user, bench, lab, view } = await renderInLab(Header, { simulation: simulation() }, backend);
    await bench.refresh();
    const field = screen.getByRole('combobox', { name: '场景' });
    await user.click(field);
    const list = within(await screen.findByRole('listbox'));
    expect(list.getAllByRole('option')).toHaveLength(2);
    await user.type(field, 'A{Enter}');
    expect(backend.asked.at(-1)).toEqual(['loadScenario', 'a']);
    await view.rerender({ simulation: simulation({ scenario }) } as never);
    expect(field).toHaveValue('场景 a');
    await user.click(field);
    await user.click(await screen.findByRole('option', { name: '无（自由操作）' }));
    expect([backend.asked.at(-1), lab.beginnings]).toEqual([['loadScenario', null], 2]);
  });

  it('keeps its name when its file is gone, and says when it was touched', async () => {
    await show({ scenario: { ...scenario, id: 'gone', modified: true } });
    expect(screen.getByRole('combobox', { name: '场景' })).toHaveValue('场景 a');
    expect(screen.getByText('已修改')).toBeVisible();
  });

  it('does not say modified of one that was not, and keeps the place for it', async () => {
    await show({ scenario });
    expect(screen.queryByText('已修改')).toBeNull();
    expect(screen.getByRole('status')).toBeEmptyDOMElement();
  });
});

describe('the calendar', () => {
  it('is moved by a second, a minute, a day, and by seconds that are typed, back too', async () => {
    const { user, backend } = await show();
    await user.click(screen.getByRole('button', { name: /^虚拟时间|时间/ }));
    for (const name of ['+1 秒', '+1 分钟', '+1 天']) await user.click(screen.getByRole('button', { name }));
    const field = screen.getByLabelText('移动秒数');
    await user.type(field, '1.5{Enter}');
    expect(field).toHaveAttribute('aria-invalid', 'true');
    await user.clear(field);
    await user.type(field, '-1{Enter}');
    expect(backend.asked).toEqual([1, 60, 86_400, -1].map((seconds) => ['advanceClock', seconds]));
  });
});

describe('the fault', () => {
  const open = async (change = {}) => {
    const all = await show(change);
    await all.user.click(screen.getByRole('button', { name: /故障/ }));
    return all;
  };

  it('is armed with effect, call and how often', async () => {
    const { user, backend } = await open();
    await user.selectOptions(screen.getByLabelText('在哪个调用'), 'GetPhoneWithToken');
    await user.clear(screen.getByLabelText('推迟多少毫秒'));
    await user.type(screen.getByLabelText('推迟多少毫秒'), '2500');
    await user.selectOptions(screen.getByLabelText('几次'), 'always');
    await user.click(screen.getByRole('button', { name: '装上' }));
    expect(backend.asked.at(-1)).toEqual([
      'addFault',
      { operation: 'GetPhoneWithToken', effect: { kind: 'delay', ms: 2500 }, times: null },
    ]);
  });

  it('does not offer a carrier’s refusal where no carrier is asked, and says why', async () => {
    const { user } = await open();
    await user.selectOptions(screen.getByLabelText('发生什么'), 'carrier');
    await user.selectOptions(screen.getByLabelText('在哪个调用'), 'checkLoginAvailable');
    expect(screen.getByRole('option', { name: '运营商拒绝' })).toBeDisabled();
    expect(screen.getByText(/这个调用不问运营商/)).toBeVisible();
    expect(screen.getByRole('button', { name: '装上' })).toBeDisabled();
  });

  it('offers the cloud’s own refusals at its three actions only', async () => {
    const { user, backend } = await open();
    await user.selectOptions(screen.getByLabelText('在哪个调用'), 'getLoginToken');
    for (const name of ['被限流（429）', '业务停机', 'RAM 无权限', '服务端时钟不准']) {
      expect(screen.getByRole('option', { name })).toBeDisabled();
    }
    expect(screen.getByText(/它走的是网关/)).toBeVisible();
    await user.selectOptions(screen.getByLabelText('在哪个调用'), 'GetPhoneWithToken');
    await user.selectOptions(screen.getByLabelText('发生什么'), 'throttle');
    expect(screen.queryByText(/它走的是网关/)).toBeNull();
    await user.click(screen.getByRole('button', { name: '装上' }));
    expect(backend.asked.at(-1)).toEqual([
      'addFault',
      { operation: 'GetPhoneWithToken', effect: { kind: 'throttle' }, times: 1 },
    ]);
  });

  it('names the chosen kind that is not possible, not its group', async () => {
    const { user } = await open();
    await user.selectOptions(screen.getByLabelText('在哪个调用'), 'GetPhoneWithToken');
    await user.selectOptions(screen.getByLabelText('发生什么'), 'throttle');
    await user.selectOptions(screen.getByLabelText('在哪个调用'), 'getLoginToken');
    expect(screen.getByText('在 getLoginToken 不可用：被限流（429）。它走的是网关。')).toBeVisible();
  });

  it('is armed for the first so many times, 1 to 99', async () => {
    const { user, backend } = await open();
    await user.selectOptions(screen.getByLabelText('几次'), 'first');
    const field = screen.getByLabelText('多少次');
    for (const text of ['0', '100', '1.5', 'x']) {
      await user.clear(field);
      await user.type(field, text);
      expect(field).toBeInvalid();
      expect(screen.getByRole('button', { name: '装上' })).toBeDisabled();
    }
    expect(screen.getByText('请填 1 到 99 之间的整数')).toBeVisible();
    await user.clear(field);
    await user.type(field, '3{Enter}');
    expect(backend.asked.at(-1)).toEqual([
      'addFault',
      { operation: 'getLoginToken', effect: { kind: 'delay', ms: 3000 }, times: 3 },
    ]);
  });

  it('refuses a delay that is no number', async () => {
    const { user } = await open();
    await user.type(screen.getByLabelText('推迟多少毫秒'), 'x');
    expect(screen.getByText(/请填 0 到 86400000/)).toBeVisible();
    expect(screen.getByRole('button', { name: '装上' })).toBeDisabled();
  });

  it('shows when it is armed, and can be taken away', async () => {
    const fault = { operation: 'getLoginToken' as const, effect: { kind: 'delay' as const, ms: 3000 }, times: 1 };
    const { user, backend } = await open({ faults: [fault] });
    const button = screen.getByRole('button', { name: /故障/, expanded: true });
    expect(within(button).getByText('推迟 3000 ms · getLoginToken')).toBeVisible();
    expect(screen.queryByRole('button', { name: '全部移除' })).toBeNull();
    await user.click(screen.getByRole('button', { name: '移除：推迟 3000 ms · getLoginToken' }));
    expect(backend.asked.at(-1)).toEqual(['removeFault', 0, fault]);
  });

  it('shows all that are armed, takes one of them away, or all', async () => {
    const hang = { operation: 'getLoginToken' as const, effect: { kind: 'hang' as const }, times: 2 };
    const busy = { operation: 'getLoginMaskPhone' as const, effect: { kind: 'carrier' as const, code: '104012' } };
    const { user, backend } = await open({ faults: [hang, busy, hang] });
    expect(screen.getByText('已装上 3 个故障')).toBeVisible();
    expect(screen.getAllByRole('listitem').map((item) => item.textContent.trim())).toEqual([
      '始终不答 · getLoginToken · 还有 2 次',
      '运营商拒绝 104012 · getLoginMaskPhone · 每次，直到移除',
      '始终不答 · getLoginToken · 还有 2 次',
    ]);
    const last = screen.getAllByRole('button', { name: '移除：始终不答 · getLoginToken' })[1];
    await user.click(last as HTMLElement);
    expect(backend.asked.at(-1)).toEqual(['removeFault', 2, hang]);
    await user.click(screen.getByRole('button', { name: '全部移除' }));
    expect(backend.asked.at(-1)).toEqual(['clearFaults']);
  });

  it('carries a carrier’s own code, and refuses what is none', async () => {
    const { user, backend } = await open();
    await user.selectOptions(screen.getByLabelText('发生什么'), 'carrier');
    const field = screen.getByLabelText('运营商自己的码（可不填）');
    for (const text of ['10 4', '码', 'x'.repeat(33)]) {
      await user.clear(field);
      await user.type(field, text);
      expect(field).toBeInvalid();
      expect(screen.getByRole('button', { name: '装上' })).toBeDisabled();
    }
    await user.clear(field);
    await user.type(field, ' 104012 {Enter}');
    expect(backend.asked.at(-1)).toEqual([
      'addFault',
      { operation: 'getLoginToken', effect: { kind: 'carrier', code: '104012' }, times: 1 },
    ]);
  });

  it('offers every kind under its heading, and arms each with its one number', async () => {
    const { user, backend } = await open();
    expect(screen.getAllByRole('group', { hidden: true }).length).toBeGreaterThanOrEqual(5);
    await user.selectOptions(screen.getByLabelText('在哪个调用'), 'GetPhoneWithToken');
    const armed = async (kind: string) => {
      await user.selectOptions(screen.getByLabelText('发生什么'), kind);
      await user.click(screen.getByRole('button', { name: '装上' }));
      const [, fault] = backend.asked.at(-1) as [string, { effect: unknown }];
      return fault.effect;
    };
    const numbered: Record<string, unknown> = {
      delay: { kind: 'delay', ms: 3000 },
      jitter: { kind: 'jitter', least_ms: 0, most_ms: 3000, seed: 1 },
      slow_drip: { kind: 'slow_drip', ms: 3000 },
      server_error: { kind: 'server_error', status: 503 },
      clock_skew: { kind: 'clock_skew', seconds: 3600 },
    };
    const kinds = Object.values(groups).flat();
    expect(kinds).toHaveLength(16);
    for (const kind of kinds) expect(await armed(kind)).toEqual(numbered[kind] ?? { kind });
    // A kind without a number shows no field for one.
    await user.selectOptions(screen.getByLabelText('发生什么'), 'reset');
    expect(screen.queryByRole('textbox')).toBeNull();
    // Sixteen kinds, each chosen and armed.
  }, 30_000);

  it('shows what a fault from elsewhere lets pass and leaves to chance', async () => {
    const fault = {
      operation: 'getLoginToken' as const,
      effect: { kind: 'carrier' as const, code: '104012' },
      skip: 2,
      chance: { percent: 30, seed: 1 },
    };
    await open({ faults: [fault] });
    expect(screen.getByRole('listitem')).toHaveTextContent(
      '运营商拒绝 104012 · getLoginToken · 每次，直到移除 · 先放过 2 次 · 随机，30%',
    );
  });

  it('keeps showing what is true when a choice was refused', async () => {
    const { user, backend, lab } = await open();
    backend.answers.setCredentials = () => {
      throw { code: 'invalid_value', message: 'no' };
    };
    await user.selectOptions(screen.getByLabelText('凭证'), 'forged');
    expect(screen.getByLabelText('凭证')).toHaveValue('good');
    expect(lab.problem?.code).toBe('invalid_value');
  });

  it('sets the credentials', async () => {
    const { user, backend } = await open();
    await user.selectOptions(screen.getByLabelText('凭证'), 'wrong_biz_type');
    expect(backend.asked.at(-1)).toEqual(['setCredentials', 'wrong_biz_type']);
  });

  it('is told on its button with the credentials, each where it is not as usual', async () => {
    const fault = { operation: 'getLoginToken' as const, effect: { kind: 'delay' as const, ms: 3000 }, times: 1 };
    const said = async (change: object) => {
      const { view } = await show(change);
      const text = screen.getByRole('button', { name: /故障/ }).querySelector('[data-fault]')?.textContent;
      view.unmount();
      return text;
    };
    expect(await said({})).toBe('无');
    expect(await said({ credentials: 'expired' })).toBe('已过期');
    expect(await said({ credentials: 'expired', faults: [fault] })).toBe('推迟 3000 ms · getLoginToken · 已过期');
  });

  it('knows which calls ask no carrier, and reads whole numbers within their bounds', () => {
    expect(asksNoCarrier('GetAuthToken') && asksNoCarrier('checkAuthAvailable')).toBe(true);
    expect(asksNoCarrier('getLoginMaskPhone')).toBe(false);
    const takes = (kind: 'delay' | 'jitter' | 'slow_drip' | 'server_error' | 'clock_skew', texts: string[]) =>
      texts.map((text) => effectOf(kind, text) !== null);
    expect(takes('delay', ['0', ' 86400000 ', '86400001', '1.5', '', '-1', '1e3', '999999999999'])).toEqual([
      true,
      true,
      ...Array<boolean>(6).fill(false),
    ]);
    expect(takes('slow_drip', ['1', '0'])).toEqual([true, false]);
    expect(takes('jitter', ['1', '0'])).toEqual([true, false]);
    expect(takes('server_error', ['500', '599', '499', '600'])).toEqual([true, true, false, false]);
    expect(takes('clock_skew', ['-316224000', '+60', '0', '-316224001'])).toEqual([true, true, false, false]);
  });
});

describe('the virtual time', () => {
  it('moves on by ten minutes or a day and shows by how much it was moved', async () => {
    const { user, backend } = await show({ shift_seconds: 87_000 });
    await user.click(screen.getByRole('button', { name: /虚拟时间/ }));
    expect(screen.getByText('已快进 1 天 10 分钟')).toBeVisible();
    await user.click(screen.getByRole('button', { name: '+10 分钟' }));
    await user.click(screen.getByRole('button', { name: '+1 天' }));
    expect(backend.asked).toEqual([
      ['advanceClock', 600],
      ['advanceClock', 86_400],
    ]);
  });

  it('says in its panel why it cannot be moved so far, and takes full-width digits', async () => {
    const { user, backend, lab } = await show();
    backend.answers.advanceClock = () => {
      throw { code: 'invalid_value', message: 'at most 316224000 seconds in all' };
    };
    await user.click(screen.getByRole('button', { name: /虚拟时间/ }));
    const field = screen.getByLabelText('移动秒数');
    await user.type(field, '－１０');
    await user.click(screen.getByRole('button', { name: '移动' }));
    expect(backend.asked).toEqual([['advanceClock', -10]]);
    const dialog = within(screen.getByRole('dialog'));
    expect(dialog.getByRole('alert')).toHaveTextContent('at most 316224000 seconds in all');
    expect(field).toBeInvalid();
    expect(lab.problem).toBeNull();
    backend.answers.advanceClock = () => simulation();
    await user.click(screen.getByRole('button', { name: '移动' }));
    expect(dialog.getByRole('alert')).toBeEmptyDOMElement();
    expect(field).toHaveValue('');
  });
});
