import { screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { tick } from 'svelte';
import { describe, expect, it, vi } from 'vitest';
import Detail from '../src/log/Detail.svelte';
import { supportText } from '../src/log/support-text';
import { i18n } from '../src/i18n/i18n.svelte';
import { RowList, type Row } from '../src/state/rows';
import { entriesOf } from './recordings';
import { renderInLab } from './rendering';
import { entry, facts, FakeBackend, hop, signatureFinding, snapshot } from './samples';

const request = { start_line: 'POST /h5/v1/token HTTP/1.1', headers: [], body: '{}' } satisfies Row['entry']['request'];
const entries = [
  hop(1, 9, {
    from: 'gateway',
    to: 'carrier',
    outcome: { kind: 'carrier', code: '104012' },
    carrier: 'CM',
    content: { code: '104012', msg: '校验失败' },
  }),
  hop(2, 9, { carrier: 'CM', request, outcome: { kind: 'reply', code: 'CARRIER', status: 200 }, fault: 'delay 50 ms' }),
  entry(3, {
    call: 9,
    outcome: { kind: 'result', code: 600011 },
    content: { code: '104012', msg: '校验失败' },
    response: { start_line: 'callback', headers: [], body: '{"requestId":"0f3a-1"}' },
  }),
  entry(4, { outcome: { kind: 'result', code: 600013 }, content: { reason: 'call order' } }),
];

async function opened(seq = 3) {
  const shown = await renderInLab(Detail, { facts }, new FakeBackend(snapshot({ entries })));
  shown.lab.selectedSeq = seq;
  await tick();
  await tick();
  // jsdom lays nothing out: an open menu has no place there, and is not looked at by role.
  const item = (as: string) =>
    waitFor(() => {
      const found = document.querySelector<HTMLElement>(`[data-copy-as=${as}]`);
      if (!found) throw new Error(`no ${as} in the menu`);
      return found;
    });
  const user = userEvent.setup({ pointerEventsCheck: 0 });
  const open = () => user.click(screen.getByRole('button', { name: '复制' }));
  const choose = async (as: string) => {
    await open();
    await user.click(await item(as));
  };
  return { ...shown, choose, open, item, copied: () => navigator.clipboard.readText() };
}

describe('copying the selected call', () => {
  it('gives JSON with its hops', async () => {
    const { choose, copied } = await opened();
    await choose('json');
    const json = JSON.parse(await copied()) as { call: { seq: number }; hops: unknown[] };
    expect([json.call.seq, json.hops.length]).toEqual([3, 3]);
    expect(await screen.findByText('已复制：JSON')).toBeVisible();
  });

  it('gives the request that went over HTTP as Rust writes it, and no command for what never went out', async () => {
    const { choose, copied, backend, lab, open, item } = await opened();
    await choose('curl');
    expect(await screen.findByText('已复制：cURL')).toBeVisible();
    expect(backend.asked).toContainEqual(['curl', expect.objectContaining({ seq: 2, request })]);
    expect(await copied()).toBe('curl 2');
    lab.selectedSeq = 4;
    await tick();
    await open();
    expect(await item('curl')).toHaveTextContent('没有 HTTP 请求可以重发');
    expect(await item('curl')).toHaveAttribute('aria-disabled', 'true');
  });

  it('is done by the keyboard alone', async () => {
    const { user, copied } = await opened();
    screen.getByRole('button', { name: '复制' }).focus();
    await user.keyboard('{Enter}');
    await screen.findByRole('menu', { hidden: true });
    await user.keyboard('{Enter}');
    expect(await screen.findByText('已复制：工单文本')).toBeVisible();
    expect(await copied()).toContain('600011');
  });

  it('tells when the program has the entry no more, and when the system refuses the clipboard', async () => {
    const { choose, backend } = await opened();
    backend.answers.curl = () => {
      throw { code: 'forgotten', message: 'entry 2 is kept no more' };
    };
    await choose('curl');
    expect(await screen.findByText('没能复制 cURL：entry 2 is kept no more')).toBeVisible();
    const refuse = vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new Error('denied'));
    await choose('json');
    expect(await screen.findByText('没能复制：系统拒绝访问剪贴板')).toBeVisible();
    refuse.mockRestore();
  });
});

describe('the support text', () => {
  const rowsOf = (...some: Parameters<RowList['add']>) => {
    const list = new RowList();
    list.add(...some);
    return list.rows;
  };

  it('tells what happened, why, who fixes it, how, and each hop, in the lab’s language', () => {
    const [row] = rowsOf(entries) as [Row];
    const text = supportText(row, facts);
    for (const part of [
      '发生了什么：没取到 token：中间四位不是这张卡的号码，请重新输入',
      '返回码：600011',
      '调用：getLoginToken',
      '谁来处理：用户和运营商',
      '运营商说：104012 · 中间四位不是这张卡的号码，请重新输入 · 校验失败',
      '故障：推迟 50 ms',
      'requestId：0f3a-1',
      '2026-11-22T06:03:21.05Z 网关 → 运营商 getLoginToken 失败 · 104012',
      '耗时：12 ms',
    ])
      expect(text).toContain(part);
    i18n.language = 'en';
    const english = supportText(row, facts);
    expect(english).toContain("What happened: No token: the middle digits are not this SIM's; type them again");
    expect(english).toContain('Who fixes it: the user and the carrier');
    // The carrier's own words are Chinese in every language.
    expect(english.replaceAll('校验失败', '')).not.toMatch(/[\u3400-\u9fff]/);
  });

  it('has no empty line of a name, whatever is missing', () => {
    for (const row of rowsOf([entry(1), entry(2, { outcome: { kind: 'failed', reason: 'connection refused' } })])) {
      const lines = supportText(row, null).trimEnd().split('\n');
      expect(lines.slice(0, lines.indexOf('时序：')).filter((line) => line.endsWith('：'))).toEqual([]);
      expect(lines.some((line) => line.startsWith('requestId'))).toBe(false);
    }
  });

  it('names the slip behind a wrong signature', () => {
    const outcome = { kind: 'reply', code: 'SignatureDoesNotMatch', status: 400 } as const;
    const [row] = rowsOf([
      hop(1, 2, { from: 'server', to: 'cloud', operation: 'GetAuthToken', outcome, signature: signatureFinding() }),
      entry(2, { to: 'server', operation: 'GetAuthToken', outcome }),
    ]) as [Row];
    const slip = facts.signature_causes.find(({ cause }) => cause === 'tilde_encoded');
    expect(supportText(row, facts)).toContain(`怎么改：${slip?.fix.zh}`);
  });

  it('shows no number and no token of a whole login', () => {
    const number = snapshot().simulation.device.number;
    for (const row of rowsOf(entriesOf('login-cm'))) {
      const text = supportText(row, facts);
      expect(text).not.toContain(number);
      expect(text).not.toMatch(/[A-Za-z0-9_+/=-]{41,}/);
    }
  });
});
