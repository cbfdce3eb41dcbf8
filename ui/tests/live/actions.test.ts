import { screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { entry } from '../samples';
import { draft, FakeLiveBackend, profile, snapshot } from './samples';
import { action, openLive } from './window';

const press = (name: string, button: string) => within(action(name)).getByRole('button', { name: button });
const refused = (code: string, details: Record<string, unknown> = {}) => ({ code, message: 'in English', details });

afterEach(() => vi.useRealTimers());

describe('GetAuthToken', () => {
  it('shows its tokens shortened, with the times of the JWT, and copies them whole', async () => {
    const { user, backend } = await openLive();
    await user.click(screen.getByRole('radio', { name: /校验/ }));
    await user.click(press('GetAuthToken', '取 token'));
    const shown = within(action('GetAuthToken'));
    expect(await shown.findByText('c3AgdG…(2304)')).toBeVisible();
    expect(backend.calls).toEqual([['getAuthToken', 'staging', 'verify']]);
    expect(shown.getByText('jwtToken 签发')).toBeVisible();
    expect(shown.getByText('RequestId R-1')).toBeVisible();
    await user.click(shown.getByRole('button', { name: '复制完整的jwtToken' }));
    expect(await navigator.clipboard.readText()).toBe('whole jwt_token');
    expect(shown.getByText('已复制')).toBeVisible();
    expect(document.body.textContent).not.toContain('whole');
  });

  it('counts the times down to their end', async () => {
    vi.useFakeTimers({ now: Date.parse('2026-01-01T00:08:59Z'), shouldAdvanceTime: true });
    const { user } = await openLive();
    await user.click(press('GetAuthToken', '取 token'));
    const shown = within(action('GetAuthToken'));
    expect(await shown.findByText(/还剩 1 分钟( 1 秒)?$/)).toBeVisible();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(shown.getByText(/^还剩 (29|30|31) 秒$/)).toBeVisible();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(shown.getByText('已过期')).toBeVisible();
    expect(shown.getByText(/^还剩 49 分钟/)).toBeVisible();
  });

  it('says when a token tells no times', async () => {
    const backend = new FakeLiveBackend();
    const { tokens } = await import('./samples');
    backend.answers.getAuthToken = () => tokens({ jwt_times: null });
    const { user } = await openLive(backend);
    await user.click(press('GetAuthToken', '取 token'));
    expect(await screen.findByText('这个 jwtToken 没有写明时间')).toBeVisible();
  });

  it('tells a refusal of the cloud: its code, its meaning, what support asks for', async () => {
    const backend = new FakeLiveBackend();
    backend.answers.getAuthToken = () => {
      throw refused('cloud_refused', { cloud_code: 'isv.SCENE_QUERY_FAIL', request_id: 'R-9', may_be_billed: false });
    };
    const { user } = await openLive(backend);
    await user.click(press('GetAuthToken', '取 token'));
    const told = await within(action('GetAuthToken')).findByText(/方案号不存在/);
    expect(told).toBeVisible();
    expect(screen.getByText('isv.SCENE_QUERY_FAIL')).toBeVisible();
    expect(screen.getByText('RequestId R-9')).toBeVisible();
    expect(screen.queryByText(/算作可能计费/)).toBeNull();
  });
});

describe('the billable calls', () => {
  const token = (name: string) => within(action(name)).getByLabelText<HTMLTextAreaElement>('spToken');

  it('say their price on the button, show the number masked, and copy it whole', async () => {
    const { user, backend } = await openLive();
    await user.type(token('GetPhoneWithToken'), 'sp');
    await user.click(press('GetPhoneWithToken', '换号，可能计费 1 次'));
    const shown = within(action('GetPhoneWithToken'));
    expect(await shown.findByText('138****1234')).toBeVisible();
    expect(backend.calls).toEqual([['getPhoneWithToken', 'staging', 'sp']]);
    expect(token('GetPhoneWithToken')).toHaveValue('');
    await user.click(shown.getByRole('button', { name: '复制完整的手机号' }));
    expect(await navigator.clipboard.readText()).toBe('13800131234');
    expect(document.body.textContent).not.toContain('13800131234');
  });

  it.each([
    ['PASS', /号码一致/],
    ['REJECT', /号码不一致/],
    ['UNKNOWN', /无法判断/],
  ] as const)('show the verdict %s', async (result, words) => {
    const backend = new FakeLiveBackend();
    backend.answers.verifyPhoneWithToken = () => ({
      result,
      number: '138****1234',
      request_id: 'R',
      spend: backend.now.spend,
    });
    const { user } = await openLive(backend);
    await user.type(within(action('VerifyPhoneWithToken')).getByLabelText('手机号'), '138 0013 1234');
    await user.type(token('VerifyPhoneWithToken'), 'sp');
    await user.click(press('VerifyPhoneWithToken', '比对，可能计费 1 次'));
    expect(await screen.findByText(words)).toBeVisible();
    expect(backend.calls).toEqual([['verifyPhoneWithToken', 'staging', '138 0013 1234', 'sp']]);
  });

  it('are not made twice by a second press', async () => {
    const backend = new FakeLiveBackend();
    let answer: (phone: unknown) => void = () => {};
    backend.answers.getPhoneWithToken = () => new Promise((then) => (answer = then));
    const { user } = await openLive(backend);
    await user.type(token('GetPhoneWithToken'), 'sp');
    await user.dblClick(press('GetPhoneWithToken', '换号，可能计费 1 次'));
    await user.type(token('GetPhoneWithToken'), '{Control>}{Enter}{/Control}');
    expect(backend.calls).toHaveLength(1);
    answer({ number: '138****1234', request_id: 'R', spend: backend.now.spend });
    expect(await screen.findByText('138****1234')).toBeVisible();
  });

  it('go to the field that is wrong', async () => {
    const backend = new FakeLiveBackend();
    backend.answers.getPhoneWithToken = () => {
      throw refused('invalid_value', { field: 'sp_token' });
    };
    const { user } = await openLive(backend);
    await user.click(press('GetPhoneWithToken', '换号，可能计费 1 次'));
    await waitFor(() => expect(token('GetPhoneWithToken')).toHaveFocus());
    expect(token('GetPhoneWithToken')).toHaveAccessibleDescription('请粘贴 spToken');
    expect(token('VerifyPhoneWithToken')).not.toBeInvalid();
  });

  it('that lost their answer are counted, and that is told', async () => {
    const backend = new FakeLiveBackend();
    backend.answers.getPhoneWithToken = () => {
      backend.now = snapshot({ spend: { used: 1, maybe: 1, limit: 10 } });
      throw refused('answer_lost', { may_be_billed: true });
    };
    const { user } = await openLive(backend);
    await user.type(token('GetPhoneWithToken'), 'sp');
    await user.click(press('GetPhoneWithToken', '换号，可能计费 1 次'));
    expect(await screen.findByText(/这次算作可能计费/)).toBeVisible();
    expect(screen.getByText('可能计费的调用：已用 1 次，上限 10 次')).toBeVisible();
    expect(screen.getByText(/其中 1 次没等到答复/)).toBeVisible();
    expect(token('GetPhoneWithToken')).toHaveValue('sp');
  });

  it('stop at the limit, which asks', async () => {
    const backend = new FakeLiveBackend(snapshot({ spend: { used: 9, maybe: 0, limit: 10 } }));
    backend.answers.getPhoneWithToken = () => {
      backend.now = snapshot({ spend: { used: 10, maybe: 0, limit: 10 } });
      return { number: '138****1234', request_id: 'R', spend: backend.now.spend };
    };
    const { user } = await openLive(backend);
    await user.type(token('GetPhoneWithToken'), 'sp');
    await user.click(press('GetPhoneWithToken', '换号，可能计费 1 次'));
    expect(await screen.findByText('已到上限，下一次不会发出。')).toBeVisible();
    await user.click(screen.getByRole('button', { name: '再允许 10 次' }));
    expect(backend.calls.at(-1)).toEqual(['setLimit', 20]);
    expect(screen.getByText('可能计费的调用：已用 10 次，上限 20 次')).toBeVisible();
    expect(screen.queryByText('已到上限，下一次不会发出。')).toBeNull();
  });

  it('have a limit that takes whole numbers alone', async () => {
    const { user, backend } = await openLive();
    await user.click(screen.getByRole('button', { name: '改上限' }));
    const field = screen.getByLabelText('这次运行最多');
    await user.clear(field);
    await user.type(field, '1.5');
    expect(screen.getByRole('button', { name: '设定' })).toBeDisabled();
    expect(field).toHaveAccessibleDescription(/整数/);
    await user.clear(field);
    await user.type(field, '3{Enter}');
    expect(backend.calls).toEqual([['setLimit', 3]]);
  });

  it('of another profile have no answers of this one', async () => {
    const other = profile({ draft: draft({ name: 'production' }) });
    const { user } = await openLive(new FakeLiveBackend(snapshot({ profiles: [profile(), other] })));
    await user.type(token('GetPhoneWithToken'), 'sp');
    await user.click(press('GetPhoneWithToken', '换号，可能计费 1 次'));
    expect(await screen.findByText('138****1234')).toBeVisible();
    await user.click(screen.getByRole('button', { name: /production/ }));
    expect(screen.queryByText('138****1234')).toBeNull();
  });
});

describe('beside the calls', () => {
  it('the journal shows each exchange, opens it, and forgets it', async () => {
    const backend = new FakeLiveBackend();
    const exchange = entry(7, {
      from: 'server',
      to: 'cloud',
      operation: 'GetAuthToken',
      outcome: { kind: 'reply', code: 'isv.SCENE_QUERY_FAIL', status: 200 },
      request: { start_line: 'POST /?SceneCode=FC1 HTTP/1.1', headers: [['host', 'dypnsapi.aliyuncs.com']], body: '' },
      response: { start_line: 'HTTP/1.1 200 OK', headers: [], body: '{"Code":"isv.SCENE_QUERY_FAIL"}' },
    });
    const { user } = await openLive(backend);
    expect(screen.getByText(/还没有调用/)).toBeVisible();
    backend.answers.entries = (after) => (after < 7 ? [exchange] : []);
    await user.click(press('GetAuthToken', '取 token'));
    expect(await screen.findByText(/方案号不存在/)).toBeVisible();
    await user.click(screen.getByText('isv.SCENE_QUERY_FAIL', { selector: '[data-code]' }));
    expect(screen.getByText('POST /?SceneCode=FC1 HTTP/1.1')).toBeVisible();
    await user.click(screen.getByRole('button', { name: '清空' }));
    expect(backend.calls.at(-1)).toEqual(['clearEntries']);
    expect(await screen.findByText(/还没有调用/)).toBeVisible();
  });

  it('the doctor asks what may go over the network, and shows verdicts with their fixes', async () => {
    const backend = new FakeLiveBackend();
    backend.answers.doctor = () => [
      {
        check: 'page_url',
        verdict: 'bad',
        message: { zh: '没有以 / 结尾', en: 'no /' },
        fix: { zh: '加上 /', en: 'add /' },
      },
      { check: 'keychain', verdict: 'good', message: { zh: '开着', en: 'open' }, fix: null },
    ];
    const { user } = await openLive(backend);
    await user.click(screen.getByRole('tab', { name: '诊断' }));
    await user.selectOptions(screen.getByRole('combobox', { name: '联网' }), 'clock_and_key');
    await user.click(screen.getByRole('button', { name: '开始诊断' }));
    expect(await screen.findByText('没有以 / 结尾')).toBeVisible();
    expect(screen.getByText(/加上 \//)).toBeVisible();
    expect(document.querySelector('[data-check=page_url]')).toHaveTextContent('有问题');
    expect(backend.calls).toEqual([['doctor', 'staging', 'clock_and_key']]);
  });

  it('the doctor without a profile looks at this machine alone', async () => {
    const { user, backend } = await openLive(new FakeLiveBackend(snapshot({ profiles: [] })));
    await user.click(screen.getByRole('tab', { name: '诊断' }));
    await user.click(screen.getByRole('button', { name: '开始诊断' }));
    expect(backend.calls).toEqual([['doctor', null, 'none']]);
  });
});
