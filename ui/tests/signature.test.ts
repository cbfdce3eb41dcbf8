import { screen, within } from '@testing-library/svelte';
import { tick } from 'svelte';
import { describe, expect, it } from 'vitest';
import Detail from '../src/log/Detail.svelte';
import { sideBySide, wholeOf } from '../src/signature/strings';
import SignatureView from '../src/signature/SignatureView.svelte';
import { renderInLab } from './rendering';
import { entry, facts, FakeBackend, hop, signatureFinding, signatureReport, snapshot } from './samples';

const wrong = [
  hop(1, 5, {
    from: 'server',
    to: 'cloud',
    operation: 'GetAuthToken',
    outcome: { kind: 'reply', code: 'SignatureDoesNotMatch', status: 400 },
    signature: signatureFinding(),
  }),
  entry(2, {
    call: 5,
    to: 'server',
    operation: 'GetAuthToken',
    outcome: { kind: 'reply', code: 'SignatureDoesNotMatch', status: 400 },
  }),
];
const view = (entries = wrong, backend = new FakeBackend(snapshot({ entries }))) =>
  renderInLab(SignatureView, { facts }, backend);
const marks = () => [...document.querySelectorAll('mark')].map((mark) => mark.textContent);

describe('two strings side by side', () => {
  const cut = (server: string, client: string | null) => {
    const { server: a, client: b } = sideBySide(server, client);
    return [a, b].map(
      (lines) => lines.findIndex((line) => line.mark !== '') + ':' + (lines.find((l) => l.mark)?.mark ?? ''),
    );
  };
  it.each([
    ['a\nb~c', 'a\nb%7Ec', ['1:~', '1:%7E']],
    ['a%2Fb', 'a%2fb', ['0:%2F', '0:%2f']],
    ['a\nb', 'a', ['1:b', '-1:']],
    ['a', 'a\nb', ['-1:', '1:b']],
    ['中文', '中丯', ['0:文', '0:丯']],
    ['same', 'same', ['-1:', '-1:']],
    ['only', null, ['-1:', '-1:']],
  ])('%j and %j part where they part', (server, client, expected) => {
    expect(cut(server, client)).toEqual(expected);
  });
  it('shows the canonical request, and the string to sign where there is none', () => {
    expect(wholeOf(signatureReport()).server).toContain('POST');
    const legacy = { canonical_request: null, string_to_sign: 'POST&%2F&' };
    expect(wholeOf(signatureReport({ server: legacy, client: null })).server).toBe('POST&%2F&');
  });
});

describe('the signature tab of a call', () => {
  const detail = async (entries = wrong, backend = new FakeBackend(snapshot({ entries }))) => {
    const shown = await renderInLab(Detail, { facts }, backend);
    shown.lab.selectedSeq = 2;
    await tick();
    return shown;
  };
  it('is there for a wrong signature alone', async () => {
    const { lab } = await detail();
    expect(screen.getByRole('tab', { name: '签名' })).toBeVisible();
    lab.selectedSeq = null;
    lab.backend.clearLog();
    await tick();
    expect(screen.queryByRole('tab', { name: '签名' })).toBeNull();
  });
  it('names the cause, what to do, and the first difference on both sides', async () => {
    const { user } = await detail();
    await user.click(screen.getByRole('tab', { name: '签名' }));
    expect(screen.getByText('把“~”编码成了 %7E；它属于不需要编码的字符。')).toBeVisible();
    expect(document.querySelector('[data-first-difference]')).toHaveTextContent('第 11 字节');
    expect(marks()).toEqual(['~', '%7E']);
    expect(document.body).not.toHaveTextContent('13800131234');
  });
  it('shows the whole strings on request, and hides them again', async () => {
    const { user, backend } = await detail();
    await user.click(screen.getByRole('tab', { name: '签名' }));
    const whole = screen.getByRole('button', { name: '显示完整字符串' });
    await user.click(whole);
    expect(backend.asked).toContainEqual(['signatureReport', 7]);
    expect(document.body).toHaveTextContent('13800131234');
    await user.click(whole);
    expect(document.body).not.toHaveTextContent('13800131234');
  });
  it('says so when the whole report is kept no more', async () => {
    const backend = new FakeBackend(snapshot({ entries: wrong }));
    backend.answers.signatureReport = () => {
      throw { code: 'forgotten', message: 'report 7 is kept no more' };
    };
    const { user } = await detail(wrong, backend);
    await user.click(screen.getByRole('tab', { name: '签名' }));
    await user.click(screen.getByRole('button', { name: '显示完整字符串' }));
    expect(screen.getByRole('alert')).toHaveTextContent('不再保留');
  });
});

describe('the signature view', () => {
  it('says that nothing was seen yet, and offers slips', async () => {
    await view([]);
    expect(screen.getByText('还没有。')).toBeVisible();
    expect(within(screen.getByRole('combobox')).getAllByRole('option').length).toBe(facts.signature_slips.length);
  });
  it('sends a slip that was chosen', async () => {
    const { user, backend } = await view([]);
    await user.selectOptions(screen.getByRole('combobox'), 'unsorted');
    await user.click(screen.getByRole('button', { name: '签错并发送' }));
    expect(backend.asked).toContainEqual(['trySignatureSlip', 'unsorted']);
  });
  it('shows what was seen', async () => {
    await view();
    expect(document.querySelector('[data-finding]')).toHaveAttribute('data-finding', 'tilde_encoded');
  });
  it('explains a pasted text', async () => {
    const backend = new FakeBackend(snapshot({ entries: [] }));
    backend.answers.explainSignature = () => signatureReport({ causes: [{ cause: 'other_secret', certain: false }] });
    const { user } = await view([], backend);
    const [text, own] = screen.getAllByRole('textbox');
    await user.click(text!);
    await user.paste('server string to sign is:POST&%2F&');
    await user.click(own!);
    await user.paste('mine');
    await user.click(screen.getByRole('button', { name: '解释' }));
    expect(backend.asked).toContainEqual(['explainSignature', 'server string to sign is:POST&%2F&', 'mine']);
    expect(document.querySelector('[data-cause=other_secret]')).toHaveTextContent('可能');
  });
  it('says that a signature holds, and why a text cannot be explained', async () => {
    const { user, backend } = await view([]);
    await user.click(screen.getByRole('button', { name: '解释' }));
    expect(document.querySelector('[data-holds]')).toHaveTextContent('签名正确');
    backend.answers.explainSignature = () => {
      throw { code: 'invalid_value', message: 'no string to sign' };
    };
    await user.click(screen.getByRole('button', { name: '解释' }));
    expect(screen.getByRole('alert')).toHaveTextContent('no string to sign');
    expect(document.querySelector('[data-holds]')).toBeNull();
  });
});
