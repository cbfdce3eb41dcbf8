import { beforeEach, describe, expect, it, vi } from 'vitest';
import { LoginFlow } from './login-flow.svelte';
import { failed, maskOf, ok, phoneReply, Script, tokenOf } from './testing/script';

let script: Script;
let flow: LoginFlow;

beforeEach(() => {
  script = new Script();
  flow = new LoginFlow(script.doors());
});

/** Up to the consent page of a carrier, digits typed and box ticked. */
async function consent(vender: 'CM' | 'CU' | 'CT'): Promise<void> {
  script.answers.checkLoginAvailable = [ok()];
  script.answers.getLoginMaskPhone = [maskOf(vender)];
  await flow.start();
  flow.fill('0013');
  flow.agree(true);
}

describe('the whole flow', () => {
  it('goes in the order of the seed to the whole number', async () => {
    await consent('CM');
    expect(flow.screen.name).toBe('consent');
    expect(flow.current).toBe('consent');
    expect(flow.mask).toEqual({ head: '138', tail: '1234', carrier: 'CM' });
    expect(script.asked.map(({ call, options }) => [call, options])).toEqual([
      ['checkLoginAvailable', { accessToken: 'access-token', jwtToken: 'jwt.token.x', timeout: 2 }],
      ['getLoginMaskPhone', { timeout: 3 }],
    ]);

    script.answers.getLoginToken = [tokenOf('CM')];
    script.phoneReplies = [phoneReply('OK', '13800131234')];
    await flow.login();
    expect(script.asked[2]).toMatchObject({ call: 'getLoginToken', options: { mask: '0013', timeout: 2 } });
    expect(script.exchanged).toEqual(['sp-1']);
    expect(flow.screen).toEqual({ name: 'signedIn', number: '13800131234' });
    expect(flow.steps).toEqual({
      network: { status: 'ok', code: 'cellular' },
      check: { status: 'ok', code: '600000' },
      mask: { status: 'ok', code: '600000' },
      consent: { status: 'ok', code: null },
      token: { status: 'ok', code: '600000' },
      exchange: { status: 'ok', code: 'OK' },
      done: { status: 'ok', code: null },
    });
    expect(flow.running).toBe(false);
  });

  it('starts with an unticked box, and unticks it at a new start', async () => {
    await consent('CM');
    script.answers.checkLoginAvailable = [ok()];
    script.answers.getLoginMaskPhone = [maskOf('CM')];
    await flow.start();
    expect(flow.agreed).toBe(false);
    expect(flow.digits).toBe('');
  });

  it('asks for consent anew when the page is opened again after a login', async () => {
    await consent('CM');
    script.answers.getLoginToken = [tokenOf('CM')];
    script.phoneReplies = [phoneReply('OK', '13800131234')];
    await flow.login();
    await flow.runStep('consent');
    expect(flow.screen.name).toBe('consent');
    expect([flow.agreed, flow.digits]).toEqual([false, '']);
  });

  it('shows the loading page meanwhile, and a cancelled answer changes nothing', async () => {
    let answer: (value: ReturnType<typeof ok>) => void = () => {};
    script.answers.checkLoginAvailable = [new Promise((resolve) => (answer = resolve))];
    const started = flow.start();
    expect(flow.screen.name).toBe('loading');
    await vi.waitFor(() => expect(script.calls).toHaveLength(1));
    expect(flow.steps.check.status).toBe('running');
    flow.cancel();
    answer(ok());
    await started;
    expect(flow.screen.name).toBe('start');
    expect(flow.running).toBe(false);
    expect(flow.steps.check.status).toBe('idle');
    expect(script.calls).toEqual(['checkLoginAvailable']);
  });

  it('replaces a start that is in flight', async () => {
    void flow.start();
    await vi.waitFor(() => expect(script.calls).toHaveLength(1));
    await consent('CU');
    expect(flow.screen.name).toBe('consent');
  });

  it('gets no tokens from a server that refuses', async () => {
    script.authReply = { ...script.authReply, code: 'ServiceUnavailable', access_token: null, jwt_token: null };
    await flow.start();
    expect(flow.screen).toEqual({ name: 'checkFailed', failure: { code: 'ServiceUnavailable', carrierCode: null } });
    expect(flow.steps.check).toEqual({ status: 'failed', code: 'ServiceUnavailable' });
    expect(script.calls).toEqual([]);
  });
});

describe('on Wi-Fi', () => {
  beforeEach(() => {
    script.connection = 'wifi';
  });

  it('warns before anything is asked', async () => {
    await flow.start();
    expect(flow.screen).toEqual({ name: 'wifiWarning', failed: false });
    expect(flow.steps.network).toEqual({ status: 'ok', code: 'wifi' });
    expect(script.authCalls + script.asked.length).toBe(0);
  });

  it('turns Wi-Fi off and starts again', async () => {
    await flow.start();
    script.answers.checkLoginAvailable = [ok()];
    script.answers.getLoginMaskPhone = [maskOf('CT')];
    await flow.turnWifiOff();
    expect(flow.steps.network.code).toBe('cellular');
    expect(flow.screen.name).toBe('consent');
  });

  it('says so when Wi-Fi cannot be turned off', async () => {
    script.wifiOff = () => Promise.reject(new Error('no'));
    await flow.start();
    await flow.turnWifiOff();
    expect(flow.screen).toEqual({ name: 'wifiWarning', failed: true });
    expect(flow.running).toBe(false);
  });

  it('goes on anyway, and the carrier refuses', async () => {
    await flow.start();
    script.answers.checkLoginAvailable = [ok()];
    script.answers.getLoginMaskPhone = [failed(600012, '103111')];
    await flow.goOn();
    expect(flow.screen).toEqual({
      name: 'maskFailed',
      reason: 'wifi',
      failure: { code: '600012', carrierCode: '103111' },
    });
  });

  it('has another way to log in, and a way back from there', async () => {
    await flow.start();
    flow.otherWay();
    expect(flow.screen.name).toBe('otherWay');
    flow.back();
    expect(flow.screen.name).toBe('wifiWarning');
  });
});

it('goes on where the network is unknown', async () => {
  script.connection = 'unknown';
  await consent('CM');
  expect(flow.steps.network.code).toBe('unknown');
  expect(flow.screen.name).toBe('consent');
});

describe('a refused mask', () => {
  it.each([
    ['a locked number', failed(600012, '104009'), { name: 'locked' }],
    ['a fourth carrier', failed(600012, '105002'), { name: 'maskFailed', reason: 'notServed' }],
    ['a carrier that is down', failed(600012, '104018'), { name: 'maskFailed', reason: 'other' }],
    ['a timeout', failed(600015), { name: 'maskFailed', reason: 'other' }],
  ])('%s', async (_what, result, screen) => {
    script.answers.checkLoginAvailable = [ok()];
    script.answers.getLoginMaskPhone = [result];
    await flow.start();
    expect(flow.screen).toMatchObject(screen);
    expect(flow.steps.mask).toEqual({ status: 'failed', code: String(result.code) });
  });
});

describe('the button', () => {
  it('wants four digits first, then the tick, and calls nobody meanwhile', async () => {
    await consent('CM');
    flow.fill('12');
    flow.agree(false);
    await flow.login();
    expect(flow.consentError).toEqual({ kind: 'incomplete' });
    expect(flow.attention).toEqual({ on: 'digits' });
    expect(flow.tickAsked).toBe(0);

    flow.fill('1234');
    await flow.login();
    expect(flow.consentError).toBeNull();
    expect(flow.tickAsked).toBe(1);
    expect(flow.attention).toEqual({ on: 'box' });
    expect(script.calls).not.toContain('getLoginToken');
  });

  it('burns one try, however often it is pressed', async () => {
    await consent('CM');
    let answer: (value: ReturnType<typeof ok>) => void = () => {};
    script.answers.getLoginToken = [new Promise((resolve) => (answer = resolve)), tokenOf('CM')];
    script.phoneReplies = [phoneReply('OK', '13800131234')];
    const first = flow.login();
    await flow.login();
    await flow.login();
    expect(flow.running).toBe(true);
    answer(tokenOf('CM'));
    await first;
    expect(script.calls.filter((call) => call === 'getLoginToken')).toHaveLength(1);
    expect(flow.screen.name).toBe('signedIn');
  });
});

describe('wrong digits', () => {
  it('China Mobile tells them at the token: digits cleared, tick kept', async () => {
    await consent('CM');
    script.answers.getLoginToken = [failed(600011, '104012')];
    await flow.login();
    expect(flow.consentError).toEqual({ kind: 'wrongDigits' });
    expect(flow.digits).toBe('');
    expect(flow.agreed).toBe(true);
    expect(flow.attention).toEqual({ on: 'digits' });
    expect(script.exchanged).toEqual([]);
  });

  it.each(['CU', 'CT'] as const)('%s tells them only at the exchange, and the page goes back', async (vender) => {
    await consent(vender);
    script.answers.getLoginToken = [tokenOf(vender)];
    script.phoneReplies = [phoneReply('isv.TOKEN_INVALID')];
    await flow.login();
    expect(flow.screen.name).toBe('consent');
    expect(flow.consentError).toEqual({ kind: 'wrongDigits' });
    expect(flow.digits).toBe('');
    expect(flow.steps.token.status).toBe('ok');
    expect(flow.steps.exchange).toEqual({ status: 'failed', code: 'isv.TOKEN_INVALID' });
  });

  it('that locked the number: China Mobile at the token, China Telecom at the exchange', async () => {
    await consent('CM');
    script.answers.getLoginToken = [failed(600011, '104009')];
    await flow.login();
    expect(flow.screen.name).toBe('locked');

    await consent('CT');
    script.answers.getLoginToken = [tokenOf('CT')];
    script.phoneReplies = [phoneReply('ERROR_MOBILE_OVER_LIMIT')];
    await flow.login();
    expect(flow.screen.name).toBe('locked');
  });
});

describe('other failures on the consent page', () => {
  it.each([failed(600015), failed(600010), failed(600011, '104018')])('$code clears nothing', async (result) => {
    await consent('CM');
    script.answers.getLoginToken = [result];
    await flow.login();
    expect(flow.screen.name).toBe('consent');
    expect(flow.digits).toBe('0013');
    expect(flow.agreed).toBe(true);
    expect(flow.consentError).toMatchObject({ kind: 'failed', failure: { code: String(result.code) } });
  });

  it('a server that cannot be reached clears nothing either, and the next press asks for a new token', async () => {
    await consent('CU');
    script.answers.getLoginToken = [tokenOf('CU', 'sp-1'), tokenOf('CU', 'sp-2')];
    script.phoneReplies = [phoneReply('Unreachable'), phoneReply('OK', '18600131234')];
    await flow.login();
    expect(flow.digits).toBe('0013');
    expect(flow.consentError).toMatchObject({ kind: 'failed', failure: { code: 'Unreachable' } });
    await flow.login();
    expect(script.exchanged).toEqual(['sp-1', 'sp-2']);
    expect(flow.screen).toEqual({ name: 'signedIn', number: '18600131234' });
  });
});

describe('a lone step', () => {
  it('runs in any order, so that the codes of the order are seen', async () => {
    script.answers.getLoginMaskPhone = [failed(600013)];
    script.answers.getLoginToken = [failed(600014)];
    await flow.runStep('mask');
    expect(flow.steps.mask).toEqual({ status: 'failed', code: '600013' });
    await flow.runStep('token');
    expect(flow.steps.token).toEqual({ status: 'failed', code: '600014' });
    expect(flow.screen).toEqual({ name: 'error', failure: { code: '600014', carrierCode: null } });
    expect(script.authCalls).toBe(0);
  });

  it('hands timeout and mask on as they were typed', async () => {
    script.answers.getLoginToken = [failed(600028), failed(600028), failed(600028)];
    await flow.runStep('token', { timeout: '2', mask: 1234 });
    await flow.runStep('token', { timeout: NaN, mask: null });
    await flow.runStep('token', { timeout: undefined, mask: undefined });
    expect(script.asked.map(({ options }) => options)).toEqual([
      { timeout: '2', mask: 1234 },
      { timeout: { invalid: 'NaN' }, mask: null },
      {},
    ]);
  });

  it('alters the tokens as asked', async () => {
    script.answers.checkLoginAvailable = [failed(600025), failed(600028), failed(600028)];
    await flow.runStep('check', { accessToken: 'forged' });
    await flow.runStep('check', { jwtToken: 'missing' });
    await flow.runStep('check', { accessToken: 'missing', jwtToken: 'missing' });
    expect(script.asked.map(({ options }) => options)).toEqual([
      { accessToken: 'accessAtoken', jwtToken: 'jwt.token.x', timeout: 2 },
      { accessToken: 'access-token', timeout: 2 },
      { timeout: 2 },
    ]);
    expect(script.authCalls).toBe(2);
  });

  it('has expired tokens only where somebody kept some', async () => {
    await flow.runStep('check', { jwtToken: 'expired' });
    expect(flow.steps.check).toEqual({ status: 'failed', code: 'NoAgedTokens' });
    expect(script.calls).toEqual([]);

    const doors = { ...script.doors(), agedTokens: async () => ({ accessToken: 'old-a', jwtToken: 'old-j' }) };
    const other = new LoginFlow(doors);
    script.answers.checkLoginAvailable = [failed(600025)];
    await other.runStep('check', { jwtToken: 'expired' });
    expect(script.asked[0]?.options).toMatchObject({ accessToken: 'access-token', jwtToken: 'old-j' });
  });

  it('opens the consent page only with a mask', async () => {
    await flow.runStep('consent');
    expect(flow.screen).toMatchObject({ name: 'error', failure: { code: 'NoMask' } });
    await consent('CM');
    await flow.runStep('network');
    await flow.runStep('consent');
    expect(flow.screen.name).toBe('consent');
  });

  it('does not run a second time while it runs', async () => {
    void flow.runStep('token', { mask: '1111' });
    await flow.runStep('token', { mask: '1111' });
    expect(script.calls).toEqual(['getLoginToken']);
  });

  it('without a token asks the server all the same', async () => {
    script.phoneReplies = [phoneReply('isv.INVALID_PARAMETERS')];
    await flow.runStep('exchange');
    expect(script.exchanged).toEqual(['']);
    expect(flow.steps.exchange.code).toBe('isv.INVALID_PARAMETERS');
  });

  it('spends a token once: the second exchange is no matter of digits', async () => {
    await consent('CU');
    script.answers.getLoginToken = [tokenOf('CU')];
    script.phoneReplies = [phoneReply('OK', '18600131234'), phoneReply('isv.TOKEN_INVALID')];
    await flow.login();
    await flow.runStep('exchange');
    expect(script.exchanged).toEqual(['sp-1', 'sp-1']);
    expect(flow.screen).toMatchObject({ name: 'error', failure: { code: 'isv.TOKEN_INVALID' } });
  });
});

describe('a token that waits', () => {
  it('lives as long as its carrier says, counted on the moved calendar', async () => {
    vi.useFakeTimers();
    try {
      script.answers.getLoginToken = [tokenOf('CM')];
      await flow.runStep('token', { mask: '0013' });
      expect(flow.screen.name).toBe('tokenReady');
      expect(flow.tokenSecondsLeft()).toBe(120);
      vi.advanceTimersByTime(30_000);
      expect(flow.tokenSecondsLeft()).toBe(90);
      script.simulation = { ...script.simulation, shift_seconds: 89 };
      flow.watchToken();
      expect(flow.screen.name).toBe('tokenReady');
      script.simulation = { ...script.simulation, shift_seconds: 90 };
      flow.watchToken();
      expect(flow.screen.name).toBe('tokenExpired');
      expect(flow.steps.token).toEqual({ status: 'expired', code: '600000' });
    } finally {
      vi.useRealTimers();
    }
  });

  it('and expired is told from wrong digits', async () => {
    await consent('CU');
    script.answers.getLoginToken = [tokenOf('CU')];
    await flow.runStep('token');
    script.simulation = { ...script.simulation, shift_seconds: 1800 };
    script.phoneReplies = [phoneReply('isv.TOKEN_INVALID')];
    await flow.runStep('exchange');
    expect(flow.screen.name).toBe('tokenExpired');
    flow.tryAgain();
    expect(flow.screen.name).toBe('consent');
    expect(flow.digits).toBe('0013');
    // What the phone shows now makes the token no younger.
    expect(flow.steps.token.status).toBe('expired');
    script.answers.getLoginToken = [tokenOf('CU')];
    await flow.runStep('token');
    expect(flow.steps.token.status).toBe('ok');
  });
});

describe('typing', () => {
  it('is filtered, and fills only', async () => {
    await consent('CM');
    flow.agree(false);
    flow.fill('１a2３45');
    expect(flow.digits).toBe('1234');
    expect(flow.agreed).toBe(false);
    expect(script.calls).toHaveLength(2);
  });

  it.each([
    ['13800131234', '0013'],
    ['+86 138 0013 1234', '0013'],
    ['１３８００１３１２３４', '0013'],
    ['00 13', '0013'],
    ['0013\n', '0013'],
  ])('takes %j as %s when pasted', async (text, digits) => {
    await consent('CM');
    flow.fill('');
    flow.paste(text);
    expect(flow.digits).toBe(digits);
  });

  it("takes nothing of somebody else's number", async () => {
    await consent('CM');
    flow.fill('');
    flow.paste('18600135678');
    expect(flow.digits).toBe('');
    expect(flow.consentError).toEqual({ kind: 'otherNumber' });
  });
});

it('logging out forgets the number', async () => {
  await consent('CM');
  script.answers.getLoginToken = [tokenOf('CM')];
  script.phoneReplies = [phoneReply('OK', '13800131234')];
  await flow.login();
  flow.cancel();
  expect(flow.screen.name).toBe('start');
  await flow.runStep('done');
  expect(flow.screen).toMatchObject({ name: 'error', failure: { code: 'NotSignedIn' } });
});

it('reset makes a fresh instance of the SDK and forgets everything', async () => {
  await consent('CM');
  flow.reset();
  expect(flow.screen.name).toBe('start');
  expect(flow.mask).toBeNull();
  expect(flow.agreed).toBe(false);
  expect(flow.steps.check).toEqual({ status: 'idle', code: null });
  script.answers.getLoginMaskPhone = [failed(600013)];
  await flow.runStep('mask');
  expect(script.asked[2]?.instance).not.toBe(script.asked[0]?.instance);
});
