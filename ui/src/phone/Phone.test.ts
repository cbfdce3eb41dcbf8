import { render, screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { fireEvent } from '@testing-library/dom';
import { tick } from 'svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Simulation } from '../bindings/Simulation';
import { LoginFlow } from './login-flow.svelte';
import Phone from './Phone.svelte';
import { facts, simulation } from './testing/samples';
import { failed, maskOf, ok, phoneReply, Script, tokenOf } from './testing/script';

let script: Script;
let flow: LoginFlow;
const user = userEvent.setup();
const animate = vi.fn();
let reduced = false;

beforeEach(() => {
  script = new Script();
  flow = new LoginFlow(script.doors());
  animate.mockReset();
  reduced = false;
  Element.prototype.animate = animate;
  vi.stubGlobal('matchMedia', () => ({ matches: reduced }));
});

function show(language: 'zh' | 'en' = 'zh', now: Simulation = simulation()) {
  return render(Phone, { flow, facts, simulation: now, language, theme: 'light' });
}

async function consent(vender: 'CM' | 'CU' | 'CT' = 'CM', now?: Simulation) {
  script.answers.checkLoginAvailable = [ok()];
  script.answers.getLoginMaskPhone = [maskOf(vender)];
  const view = show('zh', now);
  await user.click(screen.getByRole('button', { name: '一键登录' }));
  await screen.findByRole('button', { name: '本机号码一键登录' });
  return view;
}

const digits = () => screen.getByRole<HTMLInputElement>('textbox', { name: '手机号中间四位，开头 138，结尾 1234' });
const box = () => screen.getByRole<HTMLInputElement>('checkbox', { name: /我已阅读并同意/ });
const button = () => screen.getByRole('button', { name: '本机号码一键登录' });
const slots = () => [...document.querySelectorAll('.slot')].map((slot) => slot.textContent);
const tokenCalls = () => script.calls.filter((call) => call === 'getLoginToken').length;

describe('the consent page', () => {
  it('shows what it must, in the order of the design', async () => {
    await consent();
    const text = screen.getByRole('region').textContent;
    const parts = [
      '模拟 SIMULATION · 不连接运营商',
      '返回',
      '示例应用',
      '138',
      '1234',
      '中国移动提供认证服务',
      '本机号码一键登录',
      '其他登录方式',
      '我已阅读并同意',
      '《中国移动认证服务条款》',
      '《用户协议》',
      '《隐私政策》',
    ];
    const places = parts.map((part) => text.indexOf(part));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it('keeps the strip out of what scrolls', async () => {
    await consent();
    const strip = screen.getByText('模拟 SIMULATION · 不连接运营商');
    expect(strip.closest('.page')).toBeNull();
  });

  it('has one field for the four digits, with nothing offered from elsewhere', async () => {
    await consent();
    expect(screen.getAllByRole('textbox')).toHaveLength(1);
    expect(digits()).toHaveAttribute('autocomplete', 'off');
    expect(digits()).toHaveAttribute('inputmode', 'numeric');
    expect(digits()).toHaveAttribute('maxlength', '4');
    expect(digits()).toHaveFocus();
  });

  it.each([
    ['CM', '《中国移动认证服务条款》', '中国移动提供认证服务'],
    ['CU', '《中国联通认证服务条款》', '中国联通提供认证服务'],
    ['CT', '《中国电信天翼账号服务条款》', '天翼账号提供认证服务'],
  ] as const)('names the agreement and the slogan of %s', async (vender, agreement, slogan) => {
    await consent(vender);
    expect(screen.getByRole('button', { name: agreement })).toBeVisible();
    expect(screen.getByText(slogan)).toBeVisible();
  });
});

describe('the digits', () => {
  it('are drawn in their slots as they are typed', async () => {
    await consent();
    await user.type(digits(), '0a01');
    expect(slots()).toEqual(['0', '0', '1', '']);
    expect(digits()).toHaveValue('001');
  });

  it('take no fifth, and submit nothing by themselves', async () => {
    await consent();
    await user.click(box());
    await user.type(digits(), '00135');
    expect(flow.digits).toBe('0013');
    expect(tokenCalls()).toBe(0);
  });

  it.each([
    '0013',
    '13800131234',
    '+86 138-0013-1234',
    '0086 138 0013 1234',
    '１３８００１３１２３４',
    '００１３',
    ' 00 13 ',
  ])('take a pasted %j', async (text) => {
    await consent();
    digits().focus();
    await user.paste(text);
    expect(slots()).toEqual(['0', '0', '1', '3']);
    expect(tokenCalls()).toBe(0);
  });

  it("tell that a pasted number is somebody else's", async () => {
    await consent();
    digits().focus();
    await user.paste('18600135678');
    expect(slots()).toEqual(['', '', '', '']);
    expect(screen.getByText('粘贴的号码与这里的开头和结尾不一致')).toBeVisible();
  });

  it('are filtered when an input method has finished, not before', async () => {
    await consent();
    const field = digits();
    await fireEvent.compositionStart(field);
    field.value = '１２あ';
    await fireEvent.input(field, { isComposing: true });
    expect(field.value).toBe('１２あ');
    expect(flow.digits).toBe('');
    await fireEvent.compositionEnd(field);
    expect(field.value).toBe('12');
    expect(slots()).toEqual(['1', '2', '', '']);
  });

  it('do not submit when Enter ends a composition', async () => {
    await consent();
    await user.click(box());
    await user.type(digits(), '0013');
    await fireEvent.keyDown(digits(), { key: 'Enter', isComposing: true });
    await fireEvent.keyDown(digits(), { key: 'Enter', keyCode: 229 });
    expect(tokenCalls()).toBe(0);
    await user.type(digits(), '{Enter}');
    expect(tokenCalls()).toBe(1);
  });

  it('filled by the presenter are shown, and neither tick nor submit', async () => {
    await consent();
    flow.fill('0013');
    await tick();
    expect(slots()).toEqual(['0', '0', '1', '3']);
    expect(box()).not.toBeChecked();
    expect(tokenCalls()).toBe(0);
  });
});

describe('the button', () => {
  it('asks for the missing digits before it looks at the tick', async () => {
    await consent();
    await user.type(digits(), '001');
    await user.click(button());
    expect(screen.getByText('请补全中间四位').closest('[role=alert]')).not.toBeNull();
    expect(screen.queryByText('请先阅读并同意协议')).toBeNull();
    expect(digits()).toHaveFocus();
    expect(digits()).toHaveAttribute('aria-invalid', 'true');
    expect(digits()).toHaveAccessibleDescription('请补全中间四位');
    expect(tokenCalls()).toBe(0);
  });

  it('unticked: a hint, one short shake, focus on the box, no call', async () => {
    await consent();
    expect(box()).not.toBeChecked();
    await user.type(digits(), '0013');
    await user.click(button());
    expect(screen.getByText('请先阅读并同意协议').closest('[role=alert]')).not.toBeNull();
    expect(box()).toHaveFocus();
    expect(animate).toHaveBeenCalledTimes(1);
    expect(animate.mock.calls[0]?.[1].duration).toBeLessThanOrEqual(300);
    expect(button()).toBeEnabled();
    expect(tokenCalls()).toBe(0);

    await user.keyboard(' ');
    expect(box()).toBeChecked();
    expect(screen.queryByText('请先阅读并同意协议')).toBeNull();
  });

  it('does not shake where motion is not wanted', async () => {
    reduced = true;
    await consent();
    await user.type(digits(), '0013');
    await user.click(button());
    expect(box()).toHaveFocus();
    expect(animate).not.toHaveBeenCalled();
  });

  it('waits while a call runs: a second press burns no second try', async () => {
    await consent();
    await user.type(digits(), '0013');
    await user.click(box());
    await user.dblClick(button());
    const busy = screen.getByRole('button', { name: '正在登录…' });
    expect(busy).toHaveAttribute('aria-disabled', 'true');
    await user.click(busy);
    await user.type(digits(), '{Enter}');
    expect(tokenCalls()).toBe(1);
  });

  it('leads to the whole number', async () => {
    await consent();
    script.answers.getLoginToken = [tokenOf('CM')];
    script.phoneReplies = [phoneReply('OK', '13800131234')];
    await user.type(digits(), '0013');
    await user.click(box());
    await user.type(digits(), '{Enter}');
    expect(await screen.findByText('138 0013 1234')).toBeVisible();
    expect(screen.getByRole('heading', { name: '登录成功' })).toHaveFocus();
  });
});

describe('failures', () => {
  it('wrong digits: told, cleared, focus kept, tick kept', async () => {
    await consent();
    script.answers.getLoginToken = [failed(600011, '104012')];
    await user.type(digits(), '9999');
    await user.click(box());
    await user.click(button());
    expect(await screen.findByText('号码不匹配，请重新输入中间四位')).toBeVisible();
    expect(slots()).toEqual(['', '', '', '']);
    expect(digits()).toHaveFocus();
    expect(box()).toBeChecked();
  });

  it('a timeout: told with its code, nothing cleared', async () => {
    await consent();
    script.answers.getLoginToken = [failed(600015)];
    await user.type(digits(), '0013');
    await user.click(box());
    await user.click(button());
    expect(await screen.findByText('返回码 600015')).toBeVisible();
    expect(slots()).toEqual(['0', '0', '1', '3']);
    expect(box()).toBeChecked();
  });

  it.each([
    ['CM', 1, null, '已输错 1 次；连续 3 次将锁定 24 小时'],
    ['CT', 2, null, '已输错 2 次；连续 3 次将锁定 24 小时'],
    ['CT', 3, '2026-11-23T09:00:00Z', '已连续输错 3 次，号码已锁定 24 小时'],
  ] as const)('%s counts: %i wrong', async (vender, wrong_in_a_row, locked_until, line) => {
    await consent(vender, simulation({ tries: { wrong_in_a_row, limit: 3, locked_until } }));
    expect(screen.getByText(line)).toBeVisible();
  });

  it('China Unicom does not count', async () => {
    await consent('CU', simulation({ tries: { wrong_in_a_row: 2, limit: null, locked_until: null } }));
    expect(screen.queryByText(/已输错/)).toBeNull();
  });
});

describe('the agreements', () => {
  it("the carrier's shows its address, opens and copies", async () => {
    await consent();
    await user.click(screen.getByRole('button', { name: '《中国移动认证服务条款》' }));
    const group = screen.getByRole('group', { name: '《中国移动认证服务条款》的地址' });
    expect(group).toHaveTextContent('https://wap.cmpassport.com/resources/html/contract.html');
    await user.click(within(group).getByRole('button', { name: '在浏览器中打开' }));
    expect(script.opened).toEqual(['CM']);
    await user.click(within(group).getByRole('button', { name: '复制地址' }));
    expect(await navigator.clipboard.readText()).toBe('https://wap.cmpassport.com/resources/html/contract.html');
    expect(await within(group).findByText('已复制')).toBeVisible();
    expect(box()).not.toBeChecked();
  });

  it('a browser that does not open is told', async () => {
    script.open = () => Promise.reject({ code: 'NoBrowser', message: 'no browser' });
    await consent();
    await user.click(screen.getByRole('button', { name: '《中国移动认证服务条款》' }));
    await user.click(screen.getByRole('button', { name: '在浏览器中打开' }));
    expect(await screen.findByText('没能打开浏览器，请复制地址后自行打开。')).toBeVisible();
  });

  it("the app's own open in the phone, and lead back to what was typed", async () => {
    await consent();
    await user.type(digits(), '0013');
    await user.click(screen.getByRole('button', { name: '《隐私政策》' }));
    expect(screen.getByRole('heading', { name: '《隐私政策》' })).toHaveFocus();
    await user.click(screen.getByRole('button', { name: /返回/ }));
    expect(slots()).toEqual(['0', '0', '1', '3']);
  });
});

describe('a page that is shown again', () => {
  it('does not shake again, and asks no second time', async () => {
    await consent();
    await user.type(digits(), '0013');
    await user.click(button());
    expect(animate).toHaveBeenCalledTimes(1);
    await user.click(screen.getByRole('button', { name: '《隐私政策》' }));
    await user.click(screen.getByRole('button', { name: /返回/ }));
    await tick();
    expect(digits()).toBeVisible();
    expect(animate).toHaveBeenCalledTimes(1);
    await user.click(button());
    expect(animate).toHaveBeenCalledTimes(2);
  });
});

describe("a customer's own wording", () => {
  const own = {
    app_name: '青禾阅读',
    button: '登录 / 注册',
    agreements: [
      { name: '《青禾服务协议》', url: 'https://www.example.com/terms' },
      { name: '《青禾隐私政策》', url: 'https://www.example.com/privacy' },
    ],
  };

  it("takes the place of the fictional app's, live, and nothing of the carrier's changes", async () => {
    const view = await consent();
    await user.type(digits(), '00');
    await view.rerender({ wording: own });
    expect(screen.getByRole('region', { name: '手机画面：青禾阅读' })).toBeVisible();
    expect(screen.getByRole('heading', { name: '青禾阅读' })).toBeVisible();
    expect(screen.getByRole('button', { name: '登录 / 注册' })).toBeVisible();
    expect(screen.getByRole('button', { name: '《中国移动认证服务条款》' })).toBeVisible();
    expect(screen.getByText('中国移动提供认证服务')).toBeVisible();
    expect(screen.queryByText('《用户协议》')).toBeNull();
    expect(screen.queryByText(/示例应用/)).toBeNull();
    expect(slots()).toEqual(['0', '0', '', '']);
    await view.rerender({ wording: null });
    expect(screen.getByRole('button', { name: '本机号码一键登录' })).toBeVisible();
  });

  it('keeps the gloss of a name that was left as it is', async () => {
    const view = await consent();
    const privacy = own.agreements.slice(1);
    const left = { name: '《用户协议》', url: 'https://www.example.com/terms' };
    await view.rerender({ language: 'en', wording: { ...own, agreements: [left, ...privacy] } });
    expect(screen.getByRole('button', { name: '《用户协议》 (User Agreement)' })).toBeVisible();
    expect(screen.getByRole('button', { name: '《青禾隐私政策》' })).toBeVisible();
  });

  it('shows the address of its agreements; they open by their place in it, and copy', async () => {
    const view = await consent();
    await view.rerender({ wording: own });
    await user.click(screen.getByRole('button', { name: '《青禾隐私政策》' }));
    const group = screen.getByRole('group', { name: '《青禾隐私政策》的地址' });
    expect(group).toHaveTextContent('https://www.example.com/privacy');
    await user.click(within(group).getByRole('button', { name: '在浏览器中打开' }));
    expect(script.opened).toEqual(['zh 1']);
    await user.click(within(group).getByRole('button', { name: '复制地址' }));
    expect(await navigator.clipboard.readText()).toBe('https://www.example.com/privacy');
    script.openOwn = () => Promise.reject({ code: 'open_failed', message: 'no browser' });
    await user.click(within(group).getByRole('button', { name: '在浏览器中打开' }));
    expect(await within(group).findByText('没能打开浏览器，请复制地址后自行打开。')).toBeVisible();
    expect(box()).not.toBeChecked();
  });
});

describe('the language', () => {
  it('is switched live, names of agreements and slogan stay Chinese with a gloss', async () => {
    const view = await consent();
    await user.type(digits(), '00');
    await view.rerender({ language: 'en' });
    expect(screen.getByRole('region', { name: 'Phone screen: Demo App' })).toHaveAttribute('lang', 'en');
    expect(screen.getByRole('button', { name: 'Log in with this number' })).toBeVisible();
    expect(slots()).toEqual(['0', '0', '', '']);
    expect(screen.getByText('《中国移动认证服务条款》')).toHaveAttribute('lang', 'zh-CN');
    expect(screen.getByRole('button', { name: /China Mobile terms/ })).toBeVisible();
    expect(screen.getByText('中国移动提供认证服务')).toHaveAttribute('lang', 'zh-CN');
  });
});

it('can be walked with the keyboard alone', async () => {
  script.answers.checkLoginAvailable = [ok()];
  script.answers.getLoginMaskPhone = [maskOf('CU')];
  script.answers.getLoginToken = [tokenOf('CU')];
  script.phoneReplies = [phoneReply('OK', '18600131234')];
  show();
  await user.tab();
  await user.keyboard('{Enter}');
  await vi.waitFor(() => expect(digits()).toHaveFocus());
  await user.keyboard('0013');
  while (document.activeElement !== box()) await user.tab();
  await user.keyboard(' ');
  while (document.activeElement !== button()) await user.tab({ shift: true });
  await user.keyboard('{Enter}');
  expect(await screen.findByText('186 0013 1234')).toBeVisible();
});
