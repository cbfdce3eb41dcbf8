import { describe, expect, it } from 'vitest';
import type { Entry } from '../src/bindings/Entry';
import { i18n, isMessageKey } from '../src/i18n/i18n.svelte';
import { faultWords } from '../src/header/fault-marks';
import { plain, reasonWords, sentence } from '../src/log/sentence';
import { entry, facts } from './samples';

/** The sentence of a call whose own entry is this one. */
const say = (one: Entry) => sentence({ entry: one, hops: [one] }, facts);
const result = (code: number, change: Partial<Entry> = {}) =>
  entry(1, { outcome: { kind: 'result', code }, ...change });
const reply = (operation: Entry['operation'], code: string, body?: unknown) =>
  entry(1, {
    operation,
    to: 'server',
    outcome: { kind: 'reply', code, status: 200 },
    response: body === undefined ? null : { start_line: 'answer', headers: [], body: JSON.stringify(body) },
  });

describe('the sentence of a row', () => {
  it('explains the carrier’s own code', () => {
    const wrong = result(600011, { carrier: 'CM', content: { code: '104012', msg: '校验失败' } });
    expect(say(wrong)).toBe('没取到 token：中间四位不是这张卡的号码，请重新输入');
    i18n.language = 'en';
    expect(say(wrong)).toBe("No token: the middle digits are not this SIM's; type them again");
  });
  it('falls back on the carrier’s words, then on the code alone', () => {
    expect(say(result(600012, { content: { code: '999', msg: '不明' } }))).toBe('没取到掩码：不明');
    expect(say(result(600012))).toBe('没取到掩码：运营商拒绝了');
    // No carrier of the three serves this SIM: whose code it is says the code.
    const unserved = result(600012, { carrier: null, content: { code: '105002', msg: 'number not identified' } });
    expect(say(unserved)).toBe('没取到掩码：认不出号码，请换其他登录方式');
    expect(say(result(600099))).toBe('返回了 600099');
  });
  it('names the argument of 600028 and the call that superseded', () => {
    expect(say(result(600028, { content: { reason: 'timeout' } }))).toContain('timeout 要是大于 0');
    expect(say(result(600028, { content: { reason: 'mask', msg: 'missing' } }))).toBe('参数不对，没有发出：mask 缺失');
    expect(say(result(600010, { content: { reason: 'superseded' } }))).toContain('取代');
  });
  it('tells order from identity for getVerifyToken’s 600025', () => {
    const order = result(600025, { operation: 'getVerifyToken', content: { reason: 'call order' } });
    expect(say(order)).toContain('checkAuthAvailable');
    const identity = result(600025, { operation: 'checkAuthAvailable' });
    expect(say(identity)).toContain('身份校验失败');
  });
  it('shows the mask, the tokens’ lives and the verdict of a success', () => {
    const mask = result(600000, {
      operation: 'getLoginMaskPhone',
      response: { start_line: 'callback', headers: [], body: '{"maskPhone":"138****1234"}' },
    });
    expect(say(mask)).toContain('138****1234');
    const lives = say(reply('GetAuthToken', 'OK'));
    expect(lives).toContain('accessToken\u00a010\u00a0分\u2060钟，jwtToken\u00a01\u00a0小\u2060时');
    // Whoever searches or copies finds it as it is written.
    expect(plain(lives)).toContain('accessToken 10 分钟，jwtToken 1 小时');
    const reject = reply('VerifyPhoneWithToken', 'OK', { GateVerify: { VerifyResult: 'REJECT' } });
    expect(say(reject)).toContain('REJECT');
  });
  it('explains every code of the cloud, and one it has no words for', () => {
    expect(say(reply('GetPhoneWithToken', 'isv.TOKEN_INVALID'))).toContain('token 无效');
    expect(say(reply('GetPhoneWithToken', 'Strange'))).toBe('返回了 Strange');
  });
  it.each([600004, 600010, 600011, 600012, 600013, 600014, 600015, 600025, 600028])('has words for %i', (code) => {
    expect(isMessageKey(`say.code.${code}`)).toBe(true);
    expect(say(result(code))).not.toContain('返回了');
  });
  it('puts the program’s reasons into words, and keeps one it has no words for', () => {
    expect(['HTTP 503', 'connection refused', 'reply cut short', 'no answer within 10 s'].map(reasonWords)).toEqual([
      'HTTP 503，不是 2xx',
      '连接被拒绝',
      '答复中断，没有收完整',
      '10 秒内没有答复',
    ]);
    expect(reasonWords('strange')).toBe('strange');
  });
  it('puts the simulator’s fault marks into words', () => {
    const marks: [string, string][] = [
      ['delay 3000 ms', '推迟 3000 ms'],
      ['jitter 37 ms', '随机推迟 37 ms'],
      ['slow drip 40 ms', '40 ms 里慢慢来'],
      ['no answer', '始终不答'],
      ['connection refused', '连接被拒绝'],
      ['connection reset', '连接被重置'],
      ['empty reply', '空答复'],
      ['cut', '答复中断'],
      ['bad JSON', 'JSON 坏了'],
      ['wrong content type', '内容类型不对'],
      ['503', '服务端 503'],
      ['502', '服务端 502'],
      ['throttled', '被限流（429）'],
      ['out of service', '业务停机'],
      ['permission denied', 'RAM 无权限'],
      ['clock skew -901 s', '时钟 -901 秒'],
      ['carrier refuses', '运营商拒绝'],
      ['carrier refuses 104012', '运营商拒绝 104012'],
      ['strange', 'strange'],
    ];
    for (const [mark, words] of marks) expect(faultWords(mark)).toBe(words);
  });
});
