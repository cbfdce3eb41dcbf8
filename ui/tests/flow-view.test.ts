import { render, screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import type { RunnableFlow } from '../src/flow-view/flow-model';
import { rightAnswer, wrongAnswer } from '../src/flow-view/answers';
import PathStrip from '../src/flow-view/PathStrip.svelte';
import { emptyStepForm, rawValue, stepArguments } from '../src/flow-view/step-arguments';
import Steps from '../src/flow-view/Steps.svelte';
import type { Simulation } from '../src/bindings/Simulation';
import type { StepState } from '../src/phone/steps';
import { masked } from '../src/phone/spaced-number';
import { settings, simulation } from './samples';

const strip = (change: Partial<Simulation> = {}, flow: 'login' | 'verify' = 'login') => {
  const onfill = vi.fn();
  render(PathStrip, { simulation: simulation(change), flow, onfill });
  return { onfill, text: () => screen.getByRole('region').textContent?.replace(/\s+/g, ' ') ?? '' };
};
const device = (network: Simulation['device']['network']) => ({ device: { ...simulation().device, network } });

describe('the path strip', () => {
  it('leads from the SIM through the network to what the carrier sees', () => {
    const { text } = strip();
    expect(text()).toContain('本机 SIM 138 0013 1234 → 蜂窝 4G → 移动看到 138 0013 1234 是本机号码');
  });
  it('tells on a hotspot that it is a stranger’s number, masked', () => {
    const { text } = strip({ ...device('hotspot'), path: { carrier: 'CU', shown: '186****5678', own: false } });
    expect(screen.getByRole('combobox', { name: '热点主人的运营商' })).toHaveDisplayValue('联通');
    expect(text()).toContain('看到 186****5678 不是你的号码，所以要补全四位');
    expect(screen.getByRole('button', { name: '填本机四位' })).toBeVisible();
  });
  it('tells on Wi-Fi that no carrier sees a number', () => {
    const { text } = strip({ ...device('wifi'), path: { carrier: 'CM', shown: null, own: false } });
    expect(text()).toContain('运营商看不到号码');
  });
  it('tells that no carrier of the three knows the SIM', () => {
    const { text } = strip({ path: { carrier: 'other', shown: '19200001111', own: true } });
    expect(text()).toContain('三家运营商都不认得这张卡');
    expect(text()).toContain('取掩码会得到 105002');
  });
  it('tells of a verification, which has no mask, that its token will get the code', () => {
    const { text } = strip({ path: { carrier: 'other', shown: '19200001111', own: true } }, 'verify');
    expect(text()).toContain('取 token 会得到 105002');
    expect(text()).not.toContain('掩码');
  });
  it('fills the right and the wrong four digits, or the whole number', async () => {
    const { onfill } = strip();
    const user = userEvent.setup();
    await user.click(screen.getByRole('button', { name: '填正确四位' }));
    await user.click(screen.getByRole('button', { name: '填错误四位' }));
    expect(onfill.mock.calls).toEqual([
      ['0013', 'right'],
      ['1124', 'wrong'],
    ]);
    expect(rightAnswer('13800131234', 'verify')).toBe('13800131234');
    expect(wrongAnswer('13899991239', 'verify')).toBe('13890002340');
  });
  it.each(['13800131234', '13480009999', '17400000000'])(
    'fills a wrong number that is another under the mask too, and the same carrier’s: %s',
    (number) => {
      const wrong = wrongAnswer(number, 'verify');
      expect(wrong).toMatch(/^1[3-9]\d{9}$/);
      expect(wrong.slice(0, 4)).toBe(number.slice(0, 4));
      expect(masked(wrong)).not.toBe(masked(number));
    },
  );
  it.each([
    ['login', '取不到掩码'],
    ['verify', '取不到 token'],
  ] as const)('says on Wi-Fi what of %s will fail', (flow, why) => {
    expect(strip({ path: { carrier: 'CM', shown: null, own: false } }, flow).text()).toContain(why);
  });
  it('counts the tries and the lock', () => {
    const { text } = strip({ tries: { wrong_in_a_row: 2, limit: 3, locked_until: null } });
    expect(text()).toContain('已连续输错 2 次，3 次锁定');
  });
  it('counts a verification’s quota', () => {
    const { text } = strip({ verify_quota: { used: 4, limit: 10 } }, 'verify');
    expect(text()).toContain('校验 4/10 次');
  });
});

class FakeFlow implements RunnableFlow {
  steps: Record<string, StepState> = {
    network: { status: 'ok', code: 'cellular' },
    check: { status: 'failed', code: '600025' },
    mask: { status: 'running', code: null },
  };
  current = 'mask';
  running = false;
  start = vi.fn(async () => {});
  runStep = vi.fn(async () => {});
  fill = vi.fn();
  reset = vi.fn();
}

describe('the steps', () => {
  const show = () => {
    const flow = new FakeFlow();
    render(Steps, { flow, kind: 'login', timeouts: settings().timeouts });
    return { flow, user: userEvent.setup() };
  };

  it('tell status and last code in words', () => {
    show();
    const items = screen.getAllByRole('listitem').map((item) => item.textContent?.replace(/\s+/g, ' ').trim());
    expect(items).toHaveLength(7);
    expect(items[0]).toMatch(/网络\s*成功\s*蜂窝 4G/);
    expect(items[1]).toMatch(/检查\s*失败\s*600025/);
    expect(screen.getByRole('button', { current: 'step' })).toHaveTextContent('取掩码');
  });

  it('show a long code on one line, and whole as its hint', () => {
    const flow = new FakeFlow();
    flow.steps.exchange = { status: 'failed', code: 'isv.TOKEN_INVALID' };
    const { container } = render(Steps, { flow, kind: 'login', timeouts: settings().timeouts });
    const code = container.querySelectorAll('[data-step-code]')[5];
    expect(code).toHaveTextContent('isv.TOKEN_INVALID');
    expect(code).toHaveAttribute('title', 'isv.TOKEN_INVALID');
  });

  const verdict = (code: string) => {
    const flow = new FakeFlow();
    flow.steps = { ...flow.steps, token: { status: 'ok', code: '600000' }, done: { status: 'ok', code } };
    return { flow, look: () => document.querySelector('[data-step=done]') };
  };
  it.each([
    ['PASS', 'ok', '成功'],
    ['REJECT', 'failed', '失败'],
    ['UNKNOWN', 'undecided', '没有结论'],
  ])('show a verdict %s as %s', (code, look, word) => {
    const shown = verdict(code);
    render(Steps, { flow: shown.flow, kind: 'verify', timeouts: settings().timeouts });
    expect(shown.look()).toHaveAttribute('data-status', look);
    expect(shown.look()).toHaveAccessibleName(new RegExp(word));
    // To have got it is no failure.
    expect(document.querySelector('[data-step=token]')).toHaveAttribute('data-status', 'ok');
  });

  it('say that the token has expired', () => {
    const { flow } = verdict('PASS');
    flow.steps.token = { status: 'expired', code: '600000' };
    render(Steps, { flow, kind: 'login', timeouts: settings().timeouts });
    const token = document.querySelector('[data-step=token]');
    expect(token).toHaveAttribute('data-status', 'expired');
    expect(token).toHaveAccessibleName(/^取 token\s*过期$/);
    expect(token?.querySelector('[data-step-code]')).toHaveAttribute('title', '600000');
  });

  it('say in words that nobody answered', () => {
    const flow = new FakeFlow();
    flow.steps.exchange = { status: 'failed', code: 'Unreachable' };
    render(Steps, { flow, kind: 'login', timeouts: settings().timeouts });
    expect(document.querySelector('[data-step=exchange]')).toHaveTextContent('无答复');
  });

  it('run alone with raw arguments', async () => {
    const { flow, user } = show();
    await user.click(screen.getByRole('button', { name: /取 token/ }));
    const panel = within(screen.getByRole('group', { name: '单独运行：取 token' }));
    await user.type(panel.getByLabelText('timeout（秒）'), '8000');
    await user.type(panel.getByLabelText('mask（四位）'), '0013');
    await user.click(panel.getByRole('button', { name: '运行这一步' }));
    expect(flow.runStep).toHaveBeenCalledWith(
      'token',
      { timeout: 8000, mask: '0013' },
      { ...emptyStepForm(), timeout: '8000', mask: '0013' },
    );
    expect(screen.queryByRole('group', { name: '单独运行：取 token' })).toBeNull();
  });

  it('choose the tokens of a check', async () => {
    const { flow, user } = show();
    await user.click(screen.getByRole('button', { name: /检查/ }));
    await user.selectOptions(screen.getByLabelText('accessToken'), 'forged');
    await user.selectOptions(screen.getByLabelText('jwtToken'), 'missing');
    await user.click(screen.getByRole('button', { name: '运行这一步' }));
    expect(flow.runStep).toHaveBeenCalledWith(
      'check',
      { accessToken: 'forged', jwtToken: 'missing' },
      { ...emptyStepForm(), accessToken: 'forged', jwtToken: 'missing' },
    );
  });

  it('close on Escape and give the focus back', async () => {
    const { user } = show();
    await user.click(screen.getByRole('button', { name: /换号/ }));
    await user.keyboard('{Escape}');
    expect(screen.getByRole('button', { name: /换号/ })).toHaveFocus();
  });
});

describe('a step’s arguments', () => {
  it('are what was typed, judged by nobody', () => {
    expect(['8000', '0', '"abc"', 'abc', 'null', 'true', 'undefined', '1e999'].map(rawValue)).toEqual([
      8000,
      0,
      'abc',
      'abc',
      null,
      true,
      undefined,
      Infinity,
    ]);
    expect(rawValue('NaN')).toBeNaN();
  });
  it('leave out what was left empty, and give an explicit undefined', () => {
    expect(stepArguments(emptyStepForm())).toEqual({});
    expect('timeout' in stepArguments({ ...emptyStepForm(), timeout: 'undefined' })).toBe(true);
    expect(stepArguments({ ...emptyStepForm(), mask: '0013', maskAsNumber: true })).toEqual({ mask: 13 });
  });
});
