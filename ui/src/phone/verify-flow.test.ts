import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { VerifyReply } from '../bindings/VerifyReply';
import { failed, ok, Script, tokenOf } from './testing/script';
import { VerifyFlow } from './verify-flow.svelte';

let script: Script;
let flow: VerifyFlow;

beforeEach(() => {
  script = new Script();
  script.readings['+86 138 0013 1234'] = { number: '13800131234', carrier: 'CM', error: null };
  flow = new VerifyFlow(script.doors());
});

const reply = (code: string, result: VerifyReply['result'] = null): VerifyReply => ({
  code,
  message: code,
  request_id: null,
  result,
});

/** The form, a number read and the box ticked. */
async function form(): Promise<void> {
  await flow.start();
  flow.fill('+86 138 0013 1234');
  await vi.waitFor(() => expect(flow.reading).not.toBeNull());
  flow.agree(true);
}

describe('the whole flow', () => {
  it.each(['PASS', 'REJECT', 'UNKNOWN'] as const)('goes check, token, exchange to %s', async (result) => {
    await form();
    expect(script.authCalls + script.asked.length).toBe(0);
    script.answers.checkAuthAvailable = [ok()];
    script.answers.getVerifyToken = [tokenOf('CM')];
    script.verifyReplies = [reply('OK', result)];
    await flow.verify();
    expect(script.asked.map(({ call, options }) => [call, options])).toEqual([
      ['checkAuthAvailable', { accessToken: 'access-token', jwtToken: 'jwt.token.x', timeout: 2 }],
      ['getVerifyToken', { timeout: 3 }],
    ]);
    expect(script.verified).toEqual([['13800131234', 'sp-1']]);
    expect(flow.screen).toEqual({ name: 'result', result, number: '13800131234' });
    expect(flow.steps.done).toEqual({ status: 'ok', code: result });
    expect(flow.running).toBe(false);
  });

  it('makes no call without the tick, nor without a number', async () => {
    await form();
    flow.agree(false);
    await flow.verify();
    expect(flow.tickAsked).toBe(1);
    expect(flow.attention).toEqual({ on: 'box' });

    flow.agree(true);
    flow.fill('138');
    await flow.verify();
    expect(flow.numberAsked).toBe(true);
    expect(flow.attention).toEqual({ on: 'number' });
    expect(flow.running).toBe(false);
    expect(script.authCalls + script.asked.length).toBe(0);
  });

  it('asks for consent anew at each start; the number stays', async () => {
    await form();
    await flow.start();
    expect(flow.agreed).toBe(false);
    expect(flow.text).toBe('+86 138 0013 1234');
    await flow.verify();
    expect(flow.tickAsked).toBe(1);
    expect(script.authCalls).toBe(0);
  });

  it('verifies the number that was there at the press, whatever is typed meanwhile', async () => {
    await form();
    script.answers.checkAuthAvailable = [ok()];
    let give: (value: ReturnType<typeof tokenOf>) => void = () => {};
    script.answers.getVerifyToken = [new Promise((resolve) => (give = resolve))];
    script.verifyReplies = [reply('OK', 'PASS')];
    const done = flow.verify();
    await vi.waitFor(() => expect(script.calls).toContain('getVerifyToken'));
    flow.fill('1');
    give(tokenOf('CM'));
    await done;
    expect(script.verified).toEqual([['13800131234', 'sp-1']]);
  });

  it('waits for what the program makes of the number', async () => {
    await flow.start();
    flow.agree(true);
    flow.fill('+86 138 0013 1234');
    script.answers.checkAuthAvailable = [failed(600025)];
    await flow.verify();
    expect(script.calls).toEqual(['checkAuthAvailable']);
    expect(flow.screen).toMatchObject({ name: 'checkFailed', failure: { code: '600025' } });
  });

  it('asks once, however often the button is pressed', async () => {
    await form();
    void flow.verify();
    void flow.verify();
    await vi.waitFor(() => expect(script.calls).toHaveLength(1));
    await flow.verify();
    expect(script.authCalls).toBe(1);
  });
});

it('counts only the reading of what stands in the field', async () => {
  let slow: (value: never) => void = () => {};
  const doors = script.doors();
  const read = doors.readNumber;
  doors.readNumber = (text) => (text === '1' ? new Promise((resolve) => (slow = resolve as never)) : read(text));
  flow = new VerifyFlow(doors);
  flow.fill('1');
  flow.fill('+86 138 0013 1234');
  await vi.waitFor(() => expect(flow.reading?.number).toBe('13800131234'));
  slow({ number: null, carrier: null, error: 'length' } as never);
  await Promise.resolve();
  expect(flow.reading?.number).toBe('13800131234');
});

describe('a token that has expired', () => {
  it('is told by its step too, until there is a new one', async () => {
    await form();
    script.answers.getVerifyToken = [tokenOf('CM'), tokenOf('CM')];
    await flow.runStep('token');
    expect(flow.screen.name).toBe('tokenReady');
    script.simulation = { ...script.simulation, shift_seconds: 120 };
    flow.watchToken();
    expect(flow.screen).toMatchObject({ name: 'error', failure: { code: 'TokenExpired' } });
    flow.tryAgain();
    expect(flow.screen.name).toBe('form');
    expect(flow.steps.token).toEqual({ status: 'expired', code: '600000' });
    await flow.runStep('token');
    expect(flow.steps.token).toEqual({ status: 'ok', code: '600000' });
  });

  it('is told when the exchange finds it so', async () => {
    await form();
    script.answers.getVerifyToken = [tokenOf('CM')];
    await flow.runStep('token');
    script.simulation = { ...script.simulation, shift_seconds: 120 };
    script.verifyReplies = [reply('isv.TOKEN_INVALID')];
    await flow.runStep('exchange');
    expect(flow.screen).toMatchObject({ name: 'error', failure: { code: 'TokenExpired' } });
    expect(flow.steps.token.status).toBe('expired');
  });
});

describe('on Wi-Fi', () => {
  it('warns first, turns it off on request', async () => {
    script.connection = 'wifi';
    await flow.start();
    expect(flow.screen).toEqual({ name: 'wifiWarning', failed: false });
    await flow.turnWifiOff();
    expect(flow.screen.name).toBe('form');
  });

  it('the carrier refuses the token of whoever goes on', async () => {
    script.connection = 'wifi';
    await flow.start();
    await flow.goOn();
    flow.fill('+86 138 0013 1234');
    flow.agree(true);
    script.answers.checkAuthAvailable = [ok()];
    script.answers.getVerifyToken = [failed(600011, '103111')];
    await flow.verify();
    expect(flow.screen).toMatchObject({ name: 'tokenFailed', reason: 'wifi' });
    flow.tryAgain();
    expect(flow.text).toBe('+86 138 0013 1234');
  });
});

it("tells a used-up quota from the carrier's other refusals", async () => {
  script.answers.getVerifyToken = [failed(600011), failed(600011), failed(600015)];
  script.simulation = { ...script.simulation, verify_quota: { used: 10, limit: 10 } };
  await flow.runStep('token');
  expect(flow.screen).toMatchObject({ name: 'tokenFailed', reason: 'quota' });
  script.simulation = { ...script.simulation, verify_quota: { used: 3, limit: 10 } };
  await flow.runStep('token');
  expect(flow.screen).toMatchObject({ name: 'tokenFailed', reason: 'other' });
  await flow.runStep('token');
  expect(flow.steps.token.code).toBe('600015');
});

it('tells what the server says', async () => {
  await form();
  script.answers.checkAuthAvailable = [ok()];
  script.answers.getVerifyToken = [tokenOf('CU')];
  script.verifyReplies = [reply('isv.PARAMETERS_MISMATCH')];
  await flow.verify();
  expect(flow.screen).toMatchObject({ name: 'error', failure: { code: 'isv.PARAMETERS_MISMATCH' } });
  expect(flow.steps.exchange).toEqual({ status: 'failed', code: 'isv.PARAMETERS_MISMATCH' });
});

it('runs a lone step with raw arguments', async () => {
  script.answers.getVerifyToken = [failed(600025), tokenOf('CM')];
  await flow.runStep('token', { timeout: null });
  expect(script.asked[0]?.options).toEqual({ timeout: null });
  expect(flow.steps.token).toEqual({ status: 'failed', code: '600025' });
  await flow.runStep('token');
  expect(flow.screen.name).toBe('tokenReady');
  await flow.runStep('exchange');
  expect(flow.screen).toMatchObject({ name: 'error', failure: { code: 'Unreachable' } });
});

it('reset forgets the number too', async () => {
  await form();
  flow.reset();
  expect([flow.text, flow.reading, flow.agreed, flow.screen.name]).toEqual(['', null, false, 'start']);
});
