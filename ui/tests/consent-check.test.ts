import { screen, waitFor, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Problem } from '../src/backend/problem';
import type { ConsentAudit } from '../src/bindings/ConsentAudit';
import type { PhoneLanguage } from '../src/bindings/PhoneLanguage';
import type { SeenConsent } from '../src/bindings/SeenConsent';
import type { Wording } from '../src/bindings/Wording';
import type { WordingProblem } from '../src/bindings/WordingProblem';
import CheckList from '../src/consent-view/CheckList.svelte';
import { colourOf, contrastOf, laidOn } from '../src/consent-view/colour';
import { WordingDrafts } from '../src/consent-view/drafts.svelte';
import { AGAIN, ANSWERED, ConsentWatcher, SETTLED } from '../src/consent-view/watcher.svelte';
import WordingForm from '../src/consent-view/WordingForm.svelte';
import { renderInLab } from './rendering';
import { consentAudit, FakeBackend } from './samples';

const own: Wording = {
  app_name: '青禾阅读',
  button: '登录 / 注册',
  agreements: [{ name: '《青禾隐私政策》', url: 'https://www.example.com/privacy' }],
};
const problem = (field: string): WordingProblem => ({
  field,
  rule: 'button_text',
  said: { zh: `${field} 不行`, en: `${field} is wrong` },
});

const form = (language: PhoneLanguage, wording: Wording | null, backend?: FakeBackend) =>
  renderInLab(WordingForm, { language, wording, drafts: new WordingDrafts() }, backend);
const list = (audit: ConsentAudit | null, problem: Problem | null = null) =>
  renderInLab(CheckList, { audit, problem, paused: false });

describe('the check list', () => {
  it('says of each rule whether it holds, what is seen instead, why, and where that is written', async () => {
    const { view } = await list(consentAudit());
    expect(screen.getByText('1 条符合，1 条不符合，1 条现在看不到')).toBeVisible();
    const rows = [...document.querySelectorAll<HTMLElement>('[data-rule]')];
    expect(rows.map((row) => row.dataset.verdict)).toEqual(['holds', 'fails', 'not_seen']);
    expect(within(rows[1] as HTMLElement).getByText('不符合')).toBeVisible();
    expect(within(rows[1] as HTMLElement).getByText('看到的 fails')).toBeVisible();
    expect(within(rows[1] as HTMLElement).getByText('出处：README · 获取掩码接口')).toBeVisible();
    expect(within(rows[0] as HTMLElement).queryByText(/看到的/)).toBeNull();
    expect((await axe.run(view.container)).violations).toEqual([]);
  });

  it('names what does not hold first, and leads to it', async () => {
    const { user } = await list(consentAudit());
    await user.click(screen.getByRole('button', { name: '规则 fails' }));
    expect(document.activeElement).toHaveAttribute('data-rule', 'button_text');
  });

  it('follows the page, and is copied as text in the language of the lab', async () => {
    const { view, user } = await list(consentAudit());
    await user.click(screen.getByRole('button', { name: '复制清单' }));
    expect(await navigator.clipboard.readText()).toBe('清单全文');
    expect(await screen.findByText('已复制')).toBeVisible();
    await view.rerender({ audit: consentAudit({ findings: [], holds: 14, fails: 0, not_seen: 0 }) });
    expect(screen.getByText('14 条符合，0 条不符合，0 条现在看不到')).toBeVisible();
    expect(screen.queryByText('已复制')).toBeNull();
  });

  it('says that it stands still, and keeps a line for that', async () => {
    const { view } = await list(consentAudit());
    const line = document.querySelector('[data-paused=false]');
    await view.rerender({ audit: consentAudit(), problem: null, paused: true });
    expect(line).toHaveTextContent('有菜单或对话框打开：这是打开之前的结果。');
    expect(screen.getByText('1 条符合，1 条不符合，1 条现在看不到')).toBeVisible();
  });

  it('says that it is still looking, and why it cannot', async () => {
    const { view } = await list(null);
    expect(screen.getByText('正在看手机画面…')).toBeVisible();
    await view.rerender({ audit: null, problem: { code: 'outside', message: 'no answer' } });
    expect(screen.getByRole('alert')).toHaveTextContent('界面没有得到程序的答复');
  });
});

describe("the customer's wording", () => {
  const field = (name: string) =>
    document.querySelector<HTMLInputElement>(`[data-field="${name}"]`) as HTMLInputElement;

  it("starts from the demo app's words, and says what is on the phone", async () => {
    const { view } = await form('zh', null);
    expect(screen.getByText('内置的示例应用')).toBeVisible();
    expect(field('app_name')).toHaveValue('示例应用');
    expect(field('agreements[1].name')).toHaveValue('《隐私政策》');
    expect((await axe.run(view.container)).violations).toEqual([]);
  });

  it('is applied as it was typed', async () => {
    const { user, backend } = await form('en', own);
    expect(screen.getByText('正在试用“青禾阅读”')).toBeVisible();
    await user.clear(field('button'));
    await user.type(field('button'), 'Log in');
    await user.click(screen.getByRole('button', { name: '应用到手机' }));
    expect(await screen.findByText('已应用到手机')).toBeVisible();
    expect(backend.asked.at(-1)).toEqual(['saveWording', 'en', { ...own, button: 'Log in' }]);
  });

  it('is refused at the field with the reason, and not sent', async () => {
    const backend = new FakeBackend();
    backend.answers.checkWording = () => [problem('button'), problem('agreements')];
    const { user } = await form('zh', own, backend);
    await user.click(screen.getByRole('button', { name: '应用到手机' }));
    expect(await screen.findByText('button 不行')).toBeVisible();
    expect(field('button')).toHaveFocus();
    expect(field('button')).toHaveAccessibleDescription('button 不行');
    expect(field('app_name')).toBeValid();
    expect(screen.getByText('agreements 不行')).toBeVisible();
    expect(screen.getByText('没有应用：2 项不符合规则')).toBeVisible();
    expect(backend.asked.map(([name]) => name)).not.toContain('saveWording');
  });

  it('is checked while one types', async () => {
    const backend = new FakeBackend();
    backend.answers.checkWording = (...[, wording]: [string, Wording]) =>
      wording.app_name === '' ? [problem('app_name')] : [];
    const { user } = await form('zh', own, backend);
    await user.clear(field('app_name'));
    expect(await screen.findByText('app_name 不行')).toBeVisible();
    await user.type(field('app_name'), '青');
    await waitFor(() => expect(screen.queryByText('app_name 不行')).toBeNull());
  });

  it('takes one to five agreements, and goes back to the demo app', async () => {
    const { user, backend } = await form('zh', own);
    const add = screen.getByRole('button', { name: '加一份协议' });
    for (let n = 0; n < 4; n += 1) await user.click(add);
    expect(add).toBeDisabled();
    await user.click(screen.getByRole('button', { name: '删去协议 5' }));
    expect(add).toBeEnabled();
    await user.click(screen.getByRole('button', { name: '恢复示例应用' }));
    expect(await screen.findByText('已恢复示例应用')).toBeVisible();
    expect(backend.asked.at(-1)).toEqual(['saveWording', 'zh', null]);
    expect(field('app_name')).toHaveValue('示例应用');
  });

  it('keeps what is being written while one looks elsewhere', async () => {
    const drafts = new WordingDrafts();
    const first = await renderInLab(WordingForm, { language: 'zh' as PhoneLanguage, wording: own, drafts });
    await first.user.type(field('app_name'), '器');
    first.view.unmount();
    const other = await renderInLab(WordingForm, { language: 'en' as PhoneLanguage, wording: null, drafts });
    expect(field('app_name')).toHaveValue('Demo App');
    other.view.unmount();
    await renderInLab(WordingForm, { language: 'zh' as PhoneLanguage, wording: own, drafts });
    expect(field('app_name')).toHaveValue('青禾阅读器');
  });

  it('that the disk refused holds for this run, and that is told', async () => {
    const backend = new FakeBackend();
    backend.answers.saveWording = () => Promise.reject({ code: 'not_saved', message: 'disk full' });
    const { user } = await form('zh', own, backend);
    await user.click(screen.getByRole('button', { name: '应用到手机' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('没有保存到磁盘');
    expect(screen.getByText('已应用到手机')).toBeVisible();
  });
});

describe('watching the phone', () => {
  let seen: SeenConsent[];
  let phone: HTMLElement;
  let newest: number;
  let stop: () => void;
  const box = () => phone.querySelector('[data-part=box]') as HTMLInputElement;
  const page = () => seen.at(-1)?.page;
  const settle = () => vi.advanceTimersByTimeAsync(SETTLED + 20);

  beforeEach(() => {
    vi.useFakeTimers();
    seen = [];
    newest = 7;
    document.elementsFromPoint ??= () => [];
    document.body.innerHTML = `<section class="phone" data-screen="start">
      <input type="checkbox" data-part="box" /><button data-part="button">登录 13800131234</button>
      <p data-part="slogan" data-address="https://a.example/">标语</p></section>`;
    phone = document.querySelector('.phone') as HTMLElement;
    Range.prototype.getClientRects ??= (() => []) as never;
    const watcher = new ConsentWatcher({
      audit: async (one) => (seen.push(one), consentAudit()),
      newestEntry: () => newest,
    });
    stop = watcher.watch(document.body, 'login', () => 'zh');
    return () => {
      stop();
      vi.useRealTimers();
    };
  });
  const arrive = async () => {
    phone.dataset.screen = 'loading';
    await settle();
    phone.dataset.screen = 'consent';
    await settle();
  };

  it('tells that no page asks for consent', async () => {
    await settle();
    expect(seen).toEqual([{ flow: 'login', language: 'zh', page: null }]);
  });

  it('tells each part with its words, and no digit of any number', async () => {
    await arrive();
    expect(page()?.parts.map(({ part, text, address, pressable }) => [part, text, address, pressable])).toEqual([
      ['box', '', null, true],
      ['button', '登录 13800131234', null, true],
      ['slogan', '标语', 'https://a.example/', false],
    ]);
    expect(page()?.text).not.toMatch(/\d/);
    expect(page()).toMatchObject({ ticked_by_itself: false, arrived_after: 7, refusal: null });
  });

  it('tells a box that came ticked from one that was ticked by hand', async () => {
    await arrive();
    box().click();
    await settle();
    await vi.advanceTimersByTimeAsync(AGAIN);
    expect(page()?.ticked_by_itself).toBe(false);

    box().checked = false;
    await vi.advanceTimersByTimeAsync(AGAIN);
    box().checked = true;
    await vi.advanceTimersByTimeAsync(AGAIN);
    expect(page()?.ticked_by_itself).toBe(true);
    box().checked = false;
    await arrive();
    expect(page()?.ticked_by_itself).toBe(false);
  });

  it('lets the tick survive a document that was read meanwhile', async () => {
    await arrive();
    box().click();
    phone.dataset.screen = 'document';
    await settle();
    phone.dataset.screen = 'consent';
    await settle();
    expect(page()).toMatchObject({ ticked_by_itself: false, arrived_after: 7 });
  });

  it('cannot say how a page came that was there, ticked, before anybody looked', async () => {
    stop();
    phone.dataset.screen = 'consent';
    box().checked = true;
    const watcher = new ConsentWatcher({
      audit: async (one) => (seen.push(one), consentAudit()),
      newestEntry: () => newest,
    });
    stop = watcher.watch(document.body, 'login', () => 'zh');
    await settle();
    expect(page()).toMatchObject({ ticked_by_itself: null, arrived_after: null });
  });

  it('judges the same page again after a judgement that failed', async () => {
    stop();
    phone.dataset.screen = 'consent';
    const calls: SeenConsent[] = [];
    const watcher = new ConsentWatcher({
      audit: async (one) => {
        calls.push(one);
        if (calls.length < 3) throw new Error('the door is shut');
        return consentAudit();
      },
      newestEntry: () => newest,
    });
    stop = watcher.watch(document.body, 'login', () => 'zh');
    await settle();
    expect(calls).toHaveLength(1);
    expect(watcher.problem).not.toBeNull();
    await vi.advanceTimersByTimeAsync(AGAIN);
    expect(watcher.problem).not.toBeNull();
    await vi.advanceTimersByTimeAsync(AGAIN);
    expect(calls).toHaveLength(3);
    expect(calls[2]).toEqual(calls[0]);
    expect(watcher).toMatchObject({ problem: null, audit: consentAudit() });
    await vi.advanceTimersByTimeAsync(3 * AGAIN);
    expect(calls).toHaveLength(3);
  });

  it('tells what came of a press without the tick, and nothing of one with it', async () => {
    await arrive();
    const button = phone.querySelector('button') as HTMLButtonElement;
    button.click();
    newest = 9;
    phone.querySelector('p')?.setAttribute('data-asked', 'true');
    await vi.advanceTimersByTimeAsync(ANSWERED + SETTLED + 20);
    const refusal = { asked_for_tick: true, asked_otherwise: false, busy: false, after: 7, until: 9 };
    expect(page()?.refusal).toEqual(refusal);
    box().click();
    newest = 12;
    button.setAttribute('aria-disabled', 'true');
    button.click();
    await vi.advanceTimersByTimeAsync(ANSWERED + SETTLED + 20);
    expect(page()?.refusal).toEqual(refusal);
  });

  it('keeps the last judgement while a menu or a dialog takes every press, and says so', async () => {
    stop();
    phone.dataset.screen = 'consent';
    const watcher = new ConsentWatcher({
      audit: async (one) => (seen.push(one), consentAudit()),
      newestEntry: () => newest,
    });
    stop = watcher.watch(document.body, 'login', () => 'zh');
    await settle();
    const before = seen.length;
    document.body.style.pointerEvents = 'none';
    phone.querySelector('p')?.remove();
    await settle();
    expect(watcher).toMatchObject({ paused: true, audit: consentAudit() });
    expect(seen).toHaveLength(before);
    document.body.style.pointerEvents = '';
    await settle();
    expect(watcher.paused).toBe(false);
    expect(page()?.parts.map(({ part }) => part)).toEqual(['box', 'button']);
  });

  it('says the same thing once', async () => {
    await arrive();
    const before = seen.length;
    phone.classList.add('touched');
    await settle();
    await vi.advanceTimersByTimeAsync(3 * AGAIN);
    expect(seen).toHaveLength(before);
  });
});

describe('colours', () => {
  it('are read as the browser writes them', () => {
    expect(colourOf('rgb(109, 63, 208)')).toEqual([109, 63, 208, 1]);
    expect(colourOf('rgba(0, 0, 0, 0.5)')).toEqual([0, 0, 0, 0.5]);
    expect(colourOf('rgb(0 0 0 / 50%)')).toEqual([0, 0, 0, 0.5]);
    expect(colourOf('color(srgb 1 0.5 0 / 0.25)')).toEqual([255, 127.5, 0, 0.25]);
    expect(colourOf('transparent')).toEqual([0, 0, 0, 0]);
    expect(colourOf('lab(50% 0 0)')).toBeNull();
  });

  it('contrast from 1 to 21', () => {
    const [white, black] = [colourOf('rgb(255, 255, 255)'), colourOf('rgb(0, 0, 0)')];
    if (!white || !black) throw new Error('both are known');
    expect(contrastOf(white, black)).toBeCloseTo(21);
    expect(contrastOf(laidOn([0, 0, 0, 0], white), white)).toBeCloseTo(1);
    // WCAG's own example of the least grey on white.
    expect(contrastOf([118, 118, 118, 1], white)).toBeGreaterThan(4.5);
  });
});
