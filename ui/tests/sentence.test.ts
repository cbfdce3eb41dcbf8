import { describe, expect, it } from 'vitest';
import type { Entry } from '../src/bindings/Entry';
import { i18n, isMessageKey } from '../src/i18n/i18n.svelte';
import { faultWords, sentence } from '../src/log/sentence';
import { entry, facts } from './samples';

const result = (code: number, change: Partial<Entry> = {}) =>
  entry(1, { outcome: { kind: 'result', code }, ...change });
const reply = (operation: Entry['operation'], code: string, body?: unknown) =>
  entry(1, {
    operation,
    to: 'cloud',
    outcome: { kind: 'reply', code, status: 200 },
    response: body === undefined ? null : { start_line: 'HTTP/1.1 200 OK', headers: [], body: JSON.stringify(body) },
  });

describe('the sentence of a row', () => {
  it('explains the carrier’s own code', () => {
    const wrong = result(600011, { content: { code: '104012', msg: '校验失败' } });
    expect(sentence(wrong, 'CM', facts)).toBe('没取到 token：中间四位不是这张卡的号码，请重新输入');
    i18n.language = 'en';
    expect(sentence(wrong, 'CM', facts)).toBe("No token: the middle digits are not this SIM's; type them again");
  });
  it('falls back on the carrier’s words, then on the code alone', () => {
    expect(sentence(result(600012, { content: { code: '999', msg: '不明' } }), 'CT', facts)).toBe('没取到掩码：不明');
    expect(sentence(result(600012), null, facts)).toBe('没取到掩码：运营商拒绝了');
    expect(sentence(result(600099), null, facts)).toBe('返回了 600099');
  });
  it('names the argument of 600028 and the call that superseded', () => {
    expect(sentence(result(600028, { content: { reason: 'timeout' } }), null, facts)).toContain('timeout 要是大于 0');
    expect(sentence(result(600010, { content: { reason: 'superseded' } }), null, facts)).toContain('取代');
  });
  it('tells order from identity for getVerifyToken’s 600025', () => {
    const order = result(600025, { operation: 'getVerifyToken' });
    expect(sentence(order, null, facts)).toContain('checkAuthAvailable');
    const identity = result(600025, { operation: 'checkAuthAvailable' });
    expect(sentence(identity, null, facts)).toContain('身份校验失败');
  });
  it('shows the mask, the tokens’ lives and the verdict of a success', () => {
    const mask = result(600000, {
      operation: 'getLoginMaskPhone',
      response: { start_line: 'callback', headers: [], body: '{"maskPhone":"138****1234"}' },
    });
    expect(sentence(mask, 'CM', facts)).toContain('138****1234');
    expect(sentence(reply('GetAuthToken', 'OK'), null, facts)).toContain('accessToken 10 分钟，jwtToken 1 小时');
    const reject = reply('VerifyPhoneWithToken', 'OK', { GateVerify: { VerifyResult: 'REJECT' } });
    expect(sentence(reject, null, facts)).toContain('REJECT');
  });
  it('explains every code of the cloud, and one it has no words for', () => {
    expect(sentence(reply('GetPhoneWithToken', 'isv.TOKEN_INVALID'), null, facts)).toContain('token 无效');
    expect(sentence(reply('GetPhoneWithToken', 'Strange'), null, facts)).toBe('返回了 Strange');
  });
  it.each([600004, 600010, 600011, 600012, 600013, 600014, 600015, 600025, 600028])('has words for %i', (code) => {
    expect(isMessageKey(`say.code.${code}`)).toBe(true);
    expect(sentence(result(code), null, facts)).not.toContain('返回了');
  });
  it('puts the simulator’s fault marks into words', () => {
    expect(faultWords('delay 3000 ms')).toBe('推迟 3000 ms');
    expect(['connection refused', 'carrier refuses', '503', 'cut'].map(faultWords)).toEqual([
      '连接被拒',
      '运营商拒绝',
      '服务端 5xx',
      '答复中断',
    ]);
  });
});
