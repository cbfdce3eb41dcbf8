// Each flow walked by hand through the whole window, answered by what Rust recorded.
import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { openWindow, type WholeWindow } from './whole-window';

const LOGIN = '本机号码一键登录';
const calls = (window: WholeWindow) => window.rows().map((row) => `${row.call} ${row.code}`);

async function toConsent(window: WholeWindow) {
  await window.start();
  await window.screen('consent');
  return window;
}
async function enter(window: WholeWindow, digits: string) {
  await window.user.type(window.digits(), digits);
  await window.press(LOGIN);
}

describe('a login on China Mobile', () => {
  it('refuses an unticked press without a call, wrong digits at the token, and then shows the whole number', async () => {
    const window = await toConsent(await openWindow('login-cm'));
    const before = window.asked.length;
    await enter(window, '1482');
    expect(await window.phone().findByText('请先阅读并同意协议')).toBeVisible();
    expect(window.phone().getByRole('checkbox')).toHaveFocus();
    expect(window.asked).toHaveLength(before);

    await window.tick();
    await window.press(LOGIN);
    expect(await window.phone().findByText('号码不匹配，请重新输入中间四位')).toBeVisible();
    expect(window.phone().getByText('已输错 1 次；连续 3 次将锁定 24 小时')).toBeVisible();
    expect(window.digits()).toHaveValue('');
    expect(window.digits()).toHaveFocus();
    expect(window.phone().getByRole('checkbox')).toBeChecked();
    expect(window.rows().at(-1)?.text).toContain('CM 104012');

    await enter(window, '1481');
    expect(await window.phone().findByText('138 1481 1524')).toBeVisible();
    expect(calls(window)).toEqual([
      'GetAuthToken OK',
      'checkLoginAvailable 600000',
      'getLoginMaskPhone 600000',
      'getLoginToken 600011',
      'getLoginToken 600000',
      'GetPhoneWithToken OK',
    ]);
  });

  it('explains the wrong digits, and shows the page’s message with the exchange below it', async () => {
    const window = await toConsent(await openWindow('login-cm'));
    await window.tick();
    await enter(window, '1482');
    await waitFor(() => expect(window.rows()).toHaveLength(4));
    await window.user.click(window.rows()[3]?.element as HTMLElement);
    const detail = within(screen.getByRole('region', { name: '所选的调用' }));
    for (const words of ['中间四位不是这张卡的号码', 'CM 104012', '用户和运营商', '输错请重输'])
      expect(detail.getByRole('tabpanel')).toHaveTextContent(words);

    await window.user.click(detail.getByRole('tab', { name: '请求' }));
    const headings = () => detail.getAllByRole('heading', { level: 3 }).map((one) => one.textContent?.trim());
    expect(headings()).toEqual(['页面 → SDK', 'SDK → 网关']);
    expect(detail.getByRole('tabpanel')).toHaveTextContent('POST /h5/v1/token HTTP/1.1');
    await window.user.click(detail.getByRole('tab', { name: '响应' }));
    expect(headings()).toEqual(['页面 → SDK', 'SDK → 网关']);
    expect(detail.getByRole('tabpanel')).toHaveTextContent('"code": 600011');
    // What was typed and whole tokens are nowhere in the window.
    expect(document.body.textContent).not.toContain('1482');
  });
});

describe.each([
  ['login-cu', 'CU', '0073', '0072', 'CU 100'],
  ['login-ct', 'CT', '4365', '4364', 'CT -10006'],
] as const)('a login by %s', (name, carrier, wrong, right, chip) => {
  it('learns of wrong digits at the exchange and goes back to them', async () => {
    const window = await toConsent(await openWindow(name));
    const number = window.fixture.snapshot.simulation.device.number;
    expect(number.slice(3, 7)).toBe(right);
    await window.tick();
    await enter(window, wrong);
    expect(await window.phone().findByText('号码不匹配，请重新输入中间四位')).toBeVisible();
    await window.screen('consent');
    expect(window.digits()).toHaveValue('');
    // Only China Telecom counts.
    expect(window.phone().queryByText(/已输错 1 次/) !== null).toBe(carrier === 'CT');
    expect(window.rows().at(-1)?.text).toContain(chip);

    await enter(window, right);
    const whole = number.replace(/^(\d{3})(\d{4})/, '$1 $2 ');
    expect(await window.phone().findByText(whole)).toBeVisible();
    expect(calls(window).slice(3)).toEqual([
      'getLoginToken 600000',
      'GetPhoneWithToken isv.TOKEN_INVALID',
      'getLoginToken 600000',
      'GetPhoneWithToken OK',
    ]);
  });
});

describe('a login on Wi-Fi', () => {
  it('warns first, fails at the mask when one goes on, and works once Wi-Fi is off', async () => {
    const window = await openWindow('login-wifi');
    await window.start();
    await window.screen('wifiWarning');
    expect(window.asked).toEqual([]);
    await window.press('仍然继续');
    await window.screen('maskFailed');
    expect(window.phone().getByText((_, element) => element?.textContent === '请关闭 Wi-Fi 后重试。')).toBeVisible();
    expect(window.rows().at(-1)?.text).toContain('CM 103111');

    await window.press('重试');
    await window.screen('wifiWarning');
    await window.press('关闭 Wi-Fi 并继续');
    await window.screen('consent');
    expect(screen.getByLabelText('网络')).toHaveValue('cellular');
    expect(calls(window).slice(-3)).toEqual([
      'GetAuthToken OK',
      'checkLoginAvailable 600000',
      'getLoginMaskPhone 600000',
    ]);
  });
});

describe('a login whose token comes too late', () => {
  it('gives 600015, keeps the digits and the tick, and succeeds on the same instance', async () => {
    const window = await openWindow('login-timeout');
    const number = window.fixture.snapshot.simulation.device.number;
    await window.user.click(screen.getByRole('button', { name: /故障/ }));
    await window.user.selectOptions(screen.getByLabelText('在哪个调用'), 'getLoginToken');
    await window.user.click(screen.getByRole('button', { name: '装上' }));
    await toConsent(window);
    await window.tick();
    await enter(window, number.slice(3, 7));
    expect(await window.phone().findByText('返回码 600015')).toBeVisible();
    expect(window.digits()).toHaveValue(number.slice(3, 7));
    expect(window.phone().getByRole('checkbox')).toBeChecked();

    await window.press(LOGIN);
    await window.screen('signedIn');
    expect(calls(window).slice(3)).toEqual(['getLoginToken 600015', 'getLoginToken 600000', 'GetPhoneWithToken OK']);
    const late = window.rows()[3];
    expect(late?.text).toContain('迟到');
    expect(late?.text).toContain('故障：推迟 3000 ms');
    await window.user.click(late?.element as HTMLElement);
    const panel = screen.getByRole('tabpanel');
    expect(panel).toHaveTextContent('600000，晚到，已丢弃');
    expect(panel).toHaveTextContent('推迟 3000 ms，是在顶栏里注入的');
  });
});

describe('a verification', () => {
  it('reads a pasted +86, calls nothing before the tick, and tells PASS from REJECT', async () => {
    location.hash = 'verify';
    const window = await openWindow('verify');
    await window.start();
    await window.screen('form');
    const field = window.phone().getByRole('textbox', { name: '手机号' });
    await window.user.click(field);
    await window.user.paste('+86 18624773801');
    expect(await window.phone().findByText('识别为 186 2477 3801 · 中国联通')).toBeVisible();
    await window.press('校验本机号码');
    expect(await window.phone().findByText('请先阅读并同意协议')).toBeVisible();
    expect(window.asked).toEqual(['readNumber']);

    await window.tick();
    await window.press('校验本机号码');
    expect(await window.phone().findByText('校验通过')).toBeVisible();
    await window.press('再校验一次');
    await window.screen('form');
    await window.user.clear(window.phone().getByRole('textbox', { name: '手机号' }));
    await window.user.paste('+86 13000001234');
    await window.press('校验本机号码');
    expect(await window.phone().findByText('校验不通过')).toBeVisible();
    expect(calls(window)).toEqual([
      'GetAuthToken OK',
      'checkAuthAvailable 600000',
      'getVerifyToken 600000',
      'VerifyPhoneWithToken OK',
      'GetAuthToken OK',
      'checkAuthAvailable 600000',
      'getVerifyToken 600000',
      'VerifyPhoneWithToken OK',
    ]);
    expect(window.rows().at(-1)?.text).toContain('REJECT');
  });
});
