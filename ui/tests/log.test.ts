import { screen, within } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import Detail from '../src/log/Detail.svelte';
import LiveLog from '../src/log/LiveLog.svelte';
import { Announcer } from '../src/log/announcer.svelte';
import type { Entry } from '../src/bindings/Entry';
import type { HopInFlight } from '../src/bindings/HopInFlight';
import { i18n } from '../src/i18n/i18n.svelte';
import { renderInLab } from './rendering';
import { entry, facts, FakeBackend, hop, snapshot } from './samples';

const wrongDigits = [
  hop(1, 9, { from: 'gateway', to: 'carrier', outcome: { kind: 'carrier', code: '104012' }, carrier: 'CM' }),
  hop(2, 9, { carrier: 'CM', outcome: { kind: 'reply', code: 'CARRIER', status: 200 }, fault: 'delay 50 ms' }),
  entry(3, {
    call: 9,
    outcome: { kind: 'result', code: 600011 },
    content: { code: '104012', msg: '校验失败' },
    request: { start_line: 'getLoginToken', headers: [], body: '{"mask":"••••"}' },
  }),
];
const calls = [
  entry(10, { operation: 'GetPhoneWithToken', to: 'server', outcome: { kind: 'reply', code: 'OK', status: 200 } }),
  entry(11, { hint: 'timeout_looks_like_milliseconds', outcome: { kind: 'result', code: 600015 } }),
  hop(12, 11, { from: 'gateway', to: 'sdk', late: true, outcome: { kind: 'result', code: 600000 } }),
];
const log = (entries = [...wrongDigits, ...calls]) =>
  renderInLab(LiveLog, { facts }, new FakeBackend(snapshot({ entries })));

const rows = () => [...document.querySelectorAll<HTMLElement>('.row')];

afterEach(() => vi.useRealTimers());

describe('the live log', () => {
  it('says where one is, before anything happened', async () => {
    await log([]);
    expect(screen.getByText('这里模拟一键登录，不会连网。按 ▶ 开始。')).toBeVisible();
  });

  it('says of a verification that it is one', async () => {
    await renderInLab(LiveLog, { facts, flow: 'verify' }, new FakeBackend(snapshot({ entries: [] })));
    expect(screen.getByText('这里模拟本机号码校验，不会连网。按 ▶ 开始。')).toBeVisible();
    expect(screen.queryByText(/一键登录/)).toBeNull();
  });

  it('shows a failure as code, sentence, call, carrier’s code and fault', async () => {
    await log();
    const row = rows()[0] as HTMLElement;
    expect(within(row).getByText('600011')).toBeVisible();
    expect(within(row).getByText('没取到 token：中间四位不是这张卡的号码，请重新输入')).toBeVisible();
    expect(within(row).getByText('CM 104012')).toBeVisible();
    expect(within(row).getByText('故障：推迟 50 ms')).toBeVisible();
    expect(row).toHaveTextContent('getLoginToken');
    expect(row.querySelector('.code.bad svg')).not.toBeNull();
  });

  it('marks what is not a result code as neutral, what was late, and seconds taken for milliseconds', async () => {
    await log();
    const [, reply, timeout] = rows();
    expect(reply?.querySelector('.code')).toHaveClass('neutral');
    expect(reply).toHaveTextContent('您的服务端');
    expect(timeout).toHaveTextContent('迟到');
    expect(timeout).toHaveTextContent('timeout 是秒，不是毫秒');
  });

  it('is walked with the arrow keys', async () => {
    const { lab, user } = await log();
    screen.getByRole('listbox', { name: /返回码列表/ }).focus();
    await user.keyboard('{ArrowUp}');
    expect(lab.selectedSeq).toBe(11);
    await user.keyboard('{Home}');
    expect(lab.selectedSeq).toBe(3);
    await user.keyboard('{ArrowDown}');
    expect(document.querySelector('.row[aria-selected=true]')).toHaveTextContent('GetPhoneWithToken');
  });

  it('filters by code, and offers only codes that came', async () => {
    const { user } = await log();
    const codes = within(screen.getByLabelText('返回码')).getAllByRole('option');
    expect(codes.map((option) => option.textContent)).toEqual(['返回码', '600011', '600015', 'OK']);
    await user.selectOptions(screen.getByLabelText('返回码'), 'OK');
    expect(within(screen.getByRole('listbox', { name: /返回码列表/ })).getAllByRole('option')).toHaveLength(1);
    await user.click(screen.getByRole('button', { name: '取消筛选' }));
    await user.click(screen.getByRole('radio', { name: '失败 2' }));
    expect(within(screen.getByRole('listbox', { name: /返回码列表/ })).getAllByRole('option')).toHaveLength(2);
  });

  it('does not pull a reader back to the end, but counts what is new', async () => {
    const { backend, user } = await log();
    const scroller = document.querySelector('.scroller') as HTMLElement;
    Object.defineProperties(scroller, { scrollHeight: { value: 900 }, clientHeight: { value: 200 } });
    scroller.scrollTop = 700;
    scroller.dispatchEvent(new Event('scroll'));
    scroller.scrollTop = 100;
    scroller.dispatchEvent(new Event('scroll'));
    backend.send([20, 21, 22].map((seq) => ({ seq, type: 'entry', entry: entry(seq) })));
    await tick();
    await tick();
    expect(scroller.scrollTop).toBe(100);
    await user.click(screen.getByRole('button', { name: '3 条新的 ↓' }));
    expect(scroller.scrollTop).toBe(900);
    expect(screen.queryByRole('button', { name: /条新的/ })).toBeNull();
  });

  it('does not take a scroll back that no event has told of yet', async () => {
    const { backend } = await log();
    const scroller = document.querySelector('.scroller') as HTMLElement;
    Object.defineProperties(scroller, { scrollHeight: { value: 900 }, clientHeight: { value: 200 } });
    scroller.scrollTop = 700;
    scroller.dispatchEvent(new Event('scroll'));
    scroller.scrollTop = 100;
    backend.send([{ seq: 20, type: 'entry', entry: entry(20) }]);
    await tick();
    await tick();
    expect(scroller.scrollTop).toBe(100);
    expect(screen.getByRole('button', { name: '1 条新的 ↓' })).toBeVisible();
  });

  it('stays at a row that was clicked', async () => {
    const { backend, user } = await log();
    await user.click(rows()[0] as HTMLElement);
    backend.send([{ seq: 20, type: 'entry', entry: entry(20) }]);
    expect(await screen.findByRole('button', { name: '1 条新的 ↓' })).toBeVisible();
  });

  it('keeps what it is filtered by as a choice when the last such row is gone', async () => {
    const { user } = await log();
    await user.selectOptions(screen.getByLabelText('调用'), 'GetPhoneWithToken');
    await user.click(screen.getByRole('button', { name: '清空' }));
    expect(screen.getByLabelText('调用')).toHaveValue('GetPhoneWithToken');
  });

  it('draws of a long log only what is near, and tells how much there is', async () => {
    const { lab, user } = await log(Array.from({ length: 10_000 }, (_, index) => entry(index + 1)));
    expect(rows().length).toBeLessThan(80);
    expect(rows()[0]).toHaveAttribute('aria-setsize', '10000');
    screen.getByRole('listbox', { name: /返回码列表/ }).focus();
    await user.keyboard('{End}');
    expect(lab.selectedSeq).toBe(10_000);
    // Far from what is in view, the selected row is drawn all the same: the list's focus is on it.
    const active = document.getElementById(
      screen.getByRole('listbox', { name: /返回码列表/ }).getAttribute('aria-activedescendant') ?? '',
    );
    expect(active).toHaveAttribute('aria-posinset', '10000');
    await user.keyboard('{PageUp}');
    expect(lab.selectedSeq).toBeLessThan(10_000);
    await user.keyboard('{Home}');
    expect(lab.selectedSeq).toBe(1);
  });

  it('finds text in what a row says', async () => {
    const { user } = await log();
    await user.type(screen.getByRole('searchbox', { name: '找文字' }), '四位不是');
    expect(rows().map((row) => row.dataset.seq)).toEqual(['3']);
    await user.clear(screen.getByRole('searchbox', { name: '找文字' }));
    await user.type(screen.getByRole('searchbox', { name: '找文字' }), 'nothing like it');
    expect(screen.getByText('没有符合筛选的记录。')).toBeVisible();
    await user.click(screen.getByRole('button', { name: '取消筛选' }));
    expect(rows()).toHaveLength(3);
  });

  it('tells the time by the calendar, or since the flow began', async () => {
    const { user } = await log([
      entry(1, { operation: 'GetAuthToken', to: 'server', outcome: { kind: 'reply', code: 'OK', status: 200 } }),
      entry(2, { at: '2026-11-22T06:03:25.55Z', elapsed_ms: 60 }),
    ]);
    await user.click(screen.getByRole('radio', { name: '秒' }));
    expect(rows().map((row) => row.querySelector('time')?.textContent?.trim())).toEqual(['+0.01 秒', '+4.56 秒']);
  });

  it('shows below the newest row who is waited for, until the call’s own row comes', async () => {
    const { backend } = await log();
    const flight = (id: number, from: HopInFlight['from'], to: HopInFlight['to'], call = 40): HopInFlight => ({
      id,
      at: '2026-11-22T06:03:21.05Z',
      waited_ms: 1_200,
      call,
      flow: 'login',
      from,
      to,
      operation: 'getLoginToken',
    });
    backend.send([
      // The gateway is still at work for a page that gave up: nobody waits.
      {
        seq: 1,
        type: 'in_flight',
        hops: [flight(1, 'sdk', 'gateway', 3), flight(2, 'page', 'sdk'), flight(3, 'sdk', 'gateway')],
      },
    ]);
    await tick();
    const waiting = screen.getByRole('list', { name: '正在等待的调用' });
    expect(within(waiting).getAllByRole('listitem')).toHaveLength(1);
    expect(waiting).toHaveTextContent('等待：网关');
    const seconds = Number(/([\d.]+) 秒/.exec(waiting.textContent ?? '')?.[1]);
    expect(seconds).toBeGreaterThanOrEqual(1.2);
    backend.send([
      { seq: 2, type: 'entry', entry: entry(41, { call: 40, outcome: { kind: 'result', code: 600015 } }) },
    ]);
    await tick();
    expect(screen.queryByRole('list', { name: '正在等待的调用' })).toBeNull();
  });

  it('is emptied by the program', async () => {
    const { user, backend } = await log();
    await user.click(screen.getByRole('button', { name: '清空' }));
    expect(backend.asked).toEqual([['clearLog']]);
    expect(screen.queryByRole('option', { name: /600011/ })).toBeNull();
  });

  it('speaks politely of what is new only', async () => {
    const { backend } = await log();
    const region = screen.getByRole('log');
    expect(region).toHaveAttribute('aria-live', 'polite');
    expect(region).toHaveTextContent('');
    backend.send([{ seq: 30, type: 'entry', entry: entry(30, { outcome: { kind: 'result', code: 600014 } }) }]);
    await tick();
    expect(region).toHaveTextContent('600014，还没有掩码');
  });
});

describe('the announcer', () => {
  it('speaks at most once a second, and then the newest', () => {
    vi.useFakeTimers();
    const announcer = new Announcer();
    announcer.say(() => 'one');
    announcer.say(() => 'two');
    announcer.say(() => 'three');
    expect(announcer.line).toBe('one');
    vi.advanceTimersByTime(999);
    expect(announcer.line).toBe('one');
    vi.advanceTimersByTime(1);
    expect(announcer.line).toBe('three');
    announcer.say(() => 'four');
    expect(announcer.line).toBe('three');
    vi.advanceTimersByTime(1_000);
    expect(announcer.line).toBe('four');
    announcer.stop();
  });
});

describe('the detail', () => {
  const detail = async () => {
    const all = await renderInLab(
      Detail,
      { facts },
      new FakeBackend(snapshot({ entries: [...wrongDigits, ...calls] })),
    );
    return all;
  };

  it('tells what will be here while there is no row to select, and shows the newest flow meanwhile', async () => {
    await renderInLab(Detail, { facts }, new FakeBackend(snapshot({ entries: [] })));
    expect(screen.getByText('有了调用，这里画出它的时序，说明它为什么。')).toBeVisible();
    await detail();
    expect(screen.getByRole('group', { name: /最近的流程/ })).toBeVisible();
  });

  it('opens a failure on why: meaning, cause, who, fix, the carrier’s word', async () => {
    const { lab, user } = await detail();
    lab.selectedSeq = 10;
    await tick();
    await user.click(screen.getByRole('tab', { name: '响应' }));
    lab.selectedSeq = 3;
    await tick();
    await tick();
    expect(screen.getByRole('tab', { name: '为什么' })).toHaveAttribute('aria-selected', 'true');
    const panel = screen.getByRole('tabpanel');
    for (const words of ['CM 104012', '用户和运营商', '获取 token 失败', '怎么改'])
      expect(panel).toHaveTextContent(words);
  });

  it('draws who talked to whom, and lists the same hops with their ends, outcome and fault in words', async () => {
    const { lab, user } = await detail();
    lab.selectedSeq = 3;
    await tick();
    await user.click(screen.getByRole('tab', { name: '时序' }));
    expect(screen.getByRole('img', { name: /时序图/ })).toBeVisible();
    expect([...document.querySelectorAll<SVGGElement>('[data-arrow]')].map((arrow) => arrow.dataset.arrow)).toEqual([
      'ask',
      'ask',
      'ask',
      'answer',
      'answer',
      'answer',
    ]);
    const items = screen.getAllByRole('listitem').map((item) => item.textContent?.replace(/\s+/g, ' '));
    expect(items).toHaveLength(3);
    expect(items[0]).toMatch(/页面 →\s?SDK getLoginToken 失败 600011/);
    expect(items[2]).toMatch(/网关 →\s?运营商 getLoginToken 失败 104012/);
    expect(items[1]).toContain('故障：推迟 50 ms');
    await user.click(screen.getByRole('radio', { name: '整个流程' }));
    expect(document.querySelectorAll('.heading')).toHaveLength(3);
  });

  it('says why there is no exchange below the page’s message', async () => {
    const alone = (seq: number, code: number, content: Entry['content']) =>
      entry(seq, { outcome: { kind: 'result', code }, content, request: { start_line: 'x', headers: [], body: '' } });
    const entries = [
      alone(1, 600028, { reason: 'mask', msg: 'missing' }),
      alone(2, 600013, { reason: 'call order' }),
      alone(3, 600010, { reason: 'connection refused' }),
    ];
    const { lab, user } = await renderInLab(Detail, { facts }, new FakeBackend(snapshot({ entries })));
    const said = async (seq: number) => {
      lab.selectedSeq = seq;
      await tick();
      await tick();
      await user.click(screen.getByRole('tab', { name: '请求' }));
      return screen.getByRole('tabpanel').textContent ?? '';
    };
    expect(await said(1)).toContain('没有发出请求');
    expect(await said(2)).toContain('没有发出请求');
    expect(await said(3)).toContain('网关没有记录');
  });

  it('names the argument of a 600028 and why, in the reader’s language', async () => {
    const content = { reason: 'mask', msg: 'a number: a string of four digits keeps its zeros' };
    const entries = [entry(1, { outcome: { kind: 'result', code: 600028 }, content })];
    const { lab } = await renderInLab(Detail, { facts }, new FakeBackend(snapshot({ entries })));
    lab.selectedSeq = 1;
    await tick();
    const panel = screen.getByRole('tabpanel');
    expect(panel).toHaveTextContent('哪个参数 mask 要是四位数字的字符串');
    expect(panel).toHaveTextContent('mask 是数字，请改成字符串');
    i18n.language = 'en';
    await tick();
    expect(panel).toHaveTextContent('mask is a number: only a string keeps its leading zeros');
  });

  it('moves between its tabs with the arrow keys', async () => {
    const { lab, user } = await detail();
    lab.selectedSeq = 3;
    await tick();
    screen.getByRole('tab', { name: '为什么' }).focus();
    await user.keyboard('{ArrowLeft}');
    expect(screen.getByRole('tab', { name: '响应' })).toHaveFocus();
    expect(screen.getByRole('tab', { name: '响应' })).toHaveAttribute('aria-selected', 'true');
  });
});
