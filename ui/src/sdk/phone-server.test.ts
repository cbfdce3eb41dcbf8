import { beforeEach, describe, expect, it, vi } from 'vitest';
import DefaultExport, { abandon, configure, installOnWindow, PhoneServerCustomization } from './index';
import type { CallName, Connection, PhoneServerResult, Transport } from './index';

type Sent = { instance: string; number: number; call: CallName; options: Record<string, unknown> };

const success: PhoneServerResult = { code: 600000, msg: '成功', requestId: 'r-1' };
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

let sent: Sent[];
let answer: (sent: Sent) => Promise<PhoneServerResult>;
let connection: Connection;

beforeEach(() => {
  sent = [];
  answer = async () => success;
  connection = 'unknown';
  const transport: Transport = {
    call(instance, number, call, options) {
      const one = { instance, number, call, options: { ...options } };
      sent.push(one);
      return answer(one);
    },
    close: async () => {},
    connection: () => connection,
  };
  configure(transport);
});

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

/** Calls with anything at all, as a page in plain JavaScript does. */
function callWith(call: CallName, options: unknown, server = new PhoneServerCustomization()): void {
  (server as unknown as Record<CallName, (options: unknown) => void>)[call](options);
}

function resultOf(call: CallName, options: object = {}, server?: PhoneServerCustomization): Promise<PhoneServerResult> {
  return new Promise((callback) => callWith(call, { ...options, callback }, server));
}

const calls: CallName[] = [
  'checkLoginAvailable',
  'getLoginMaskPhone',
  'getLoginToken',
  'checkAuthAvailable',
  'getVerifyToken',
];

describe('the surface', () => {
  it('is the six methods of the seed and nothing else', () => {
    expect(Object.getOwnPropertyNames(PhoneServerCustomization.prototype).sort()).toEqual(
      ['constructor', 'getConnection', ...calls].sort(),
    );
    expect(Object.keys(new PhoneServerCustomization())).toEqual([]);
    expect(DefaultExport).toBe(PhoneServerCustomization);
  });

  it('cannot be called without new', () => {
    expect(() => (PhoneServerCustomization as unknown as () => void)()).toThrow(TypeError);
    expect(sent).toEqual([]);
  });

  it('installs itself on the window', () => {
    installOnWindow();
    expect(window.PhoneServerCustomization).toBe(PhoneServerCustomization);
  });
});

describe('getConnection', () => {
  it('answers at once what the transport was told last', () => {
    const server = new PhoneServerCustomization();
    expect(server.getConnection()).toBe('unknown');
    connection = 'wifi';
    expect(server.getConnection()).toBe('wifi');
    connection = 'cellular';
    expect(server.getConnection()).toBe('cellular');
  });

  it('says unknown when the transport says anything else', () => {
    connection = '5g' as Connection;
    expect(new PhoneServerCustomization().getConnection()).toBe('unknown');
  });
});

describe.each(calls)('%s', (call) => {
  it('hands its name and its options on, and the result back', async () => {
    const options = { accessToken: 'a', jwtToken: 'j', timeout: 2, mask: '1234' };
    expect(await resultOf(call, options)).toEqual(success);
    expect(sent).toEqual([{ instance: expect.stringMatching(uuid), number: 1, call, options }]);
  });

  it.each([
    ['no options', undefined],
    ['null', null],
    ['a string', 'callback'],
    ['no callback', {}],
    ['a callback that is no function', { callback: 'done' }],
    ['a null callback', { callback: null }],
  ])('throws a TypeError for %s, sends nothing and uses no number', async (_what, options) => {
    const server = new PhoneServerCustomization();
    expect(() => callWith(call, options, server)).toThrow(TypeError);
    expect(() => callWith(call, options, server)).toThrow(call);
    expect(sent).toEqual([]);
    await resultOf(call, {}, server);
    expect(sent[0]?.number).toBe(1);
  });
});

describe('numbers of calls', () => {
  it('count from 1 in each instance, whatever the call', async () => {
    const first = new PhoneServerCustomization();
    const second = new PhoneServerCustomization();
    for (const call of calls) callWith(call, { callback() {} }, first);
    callWith('getVerifyToken', { callback() {} }, second);
    expect(sent.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 1]);
    expect(new Set(sent.slice(0, 5).map(({ instance }) => instance)).size).toBe(1);
    expect(sent[5]?.instance).not.toBe(sent[0]?.instance);
    await settled();
  });

  it('leave in the order of the calls, in the same turn', () => {
    const server = new PhoneServerCustomization();
    callWith('checkLoginAvailable', { callback() {} }, server);
    expect(sent).toHaveLength(1);
  });
});

describe('options', () => {
  async function timeoutSent(timeout: unknown): Promise<unknown> {
    await resultOf('getLoginMaskPhone', { timeout });
    return sent.at(-1)?.options.timeout;
  }

  it.each([
    ['a number', 2, 2],
    ['milliseconds, by a slip', 8000, 8000],
    ['null', null, null],
    ['a string', '2', '2'],
    ['a boolean', true, true],
    ['an array', [2], [2]],
    ['an object', { seconds: 2 }, { seconds: 2 }],
    ['a boxed number', Object(2), 2],
  ])('%s travels as JSON', async (_what, value, wire) => {
    expect(await timeoutSent(value)).toEqual(wire);
  });

  const cyclic: Record<string, unknown> = {};
  cyclic.self = cyclic;
  let deep: unknown = 1;
  for (let level = 0; level < 500; level += 1) deep = [deep];

  it.each([
    ['NaN', NaN, 'NaN'],
    ['Infinity', Infinity, 'Infinity'],
    ['-Infinity', -Infinity, '-Infinity'],
    ['a BigInt', 2n, 'BigInt'],
    ['a function', () => 2, 'function'],
    ['a symbol', Symbol('two'), 'symbol'],
    ['a cycle', cyclic, 'object that JSON cannot carry'],
    ['a BigInt inside', { two: 2n }, 'object that JSON cannot carry'],
    [
      'a toJSON that throws',
      {
        toJSON() {
          throw new Error('no');
        },
      },
      'object that JSON cannot carry',
    ],
    ['a toJSON that says nothing', { toJSON() {} }, 'object without JSON'],
    ['five hundred levels', deep, 'object nested too deep'],
    ['half a character', '\ud83d', 'string with a lone surrogate'],
    ['half a character inside', ['\ud83d'], 'object with a lone surrogate'],
  ])('%s says what it was', async (_what, value, invalid) => {
    expect(await timeoutSent(value)).toEqual({ invalid });
  });

  it('travel whole even when long or with a newline', async () => {
    const accessToken = `${'x'.repeat(1_000_000)}\n`;
    await resultOf('checkLoginAvailable', { accessToken, jwtToken: '😀' });
    expect(sent[0]?.options).toEqual({ accessToken, jwtToken: '😀' });
  });

  it('that are undefined or unknown stay at home', async () => {
    await resultOf('getLoginToken', { mask: undefined, timeout: undefined, phone: '13800001234' });
    expect(sent[0]?.options).toEqual({});
  });

  it('with a getter that throws are told as such', async () => {
    const options = {
      callback() {},
      get mask(): string {
        throw new Error('no');
      },
    };
    callWith('getLoginToken', options);
    expect(sent[0]?.options).toEqual({ mask: { invalid: 'property that throws when read' } });
    await settled();
  });

  it('are read when the call is made, not later', async () => {
    const options = { mask: '1234', callback: vi.fn() };
    callWith('getLoginToken', options);
    options.mask = '9999';
    options.callback = vi.fn();
    await settled();
    expect(sent[0]?.options.mask).toBe('1234');
    expect(options.callback).not.toHaveBeenCalled();
  });
});

describe('the callback', () => {
  it('is never called before the call returns', async () => {
    const callback = vi.fn();
    callWith('getVerifyToken', { callback });
    expect(callback).not.toHaveBeenCalled();
    await settled();
    expect(callback).toHaveBeenCalledExactlyOnceWith(success);
  });

  it('that throws is reported as uncaught and not called again', async () => {
    const report = vi.fn();
    vi.stubGlobal('reportError', report);
    const mistake = new Error("the page's own");
    const callback = vi.fn(() => {
      throw mistake;
    });
    callWith('getVerifyToken', { callback });
    await settled();
    await settled();
    expect(callback).toHaveBeenCalledTimes(1);
    expect(report).toHaveBeenCalledExactlyOnceWith(mistake);
    vi.unstubAllGlobals();
  });

  it('that throws where reportError is missing is thrown from a task of its own', async () => {
    vi.stubGlobal('reportError', undefined);
    const tasks = vi.spyOn(globalThis, 'setTimeout').mockReturnValue(0 as never);
    callWith('getVerifyToken', {
      callback() {
        throw new Error('mine');
      },
    });
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
    expect(tasks).toHaveBeenCalledTimes(1);
    expect(tasks.mock.calls[0]?.[0]).toThrow('mine');
    tasks.mockRestore();
    vi.unstubAllGlobals();
  });
});

describe('a broken transport', () => {
  const broken = (reason: string) => ({
    code: 600010,
    msg: '未知异常',
    requestId: expect.stringMatching(uuid),
    content: { reason },
  });

  it('that rejects is 600010 with the reason', async () => {
    answer = () => Promise.reject(new Error('IPC is closed'));
    expect(await resultOf('getLoginMaskPhone')).toEqual(broken('IPC is closed'));
  });

  it('that rejects with a command error is 600010 with its message', async () => {
    answer = () => Promise.reject({ code: 'NotAllowed', message: 'sdk|call is not allowed' });
    expect(await resultOf('getLoginMaskPhone')).toEqual(broken('sdk|call is not allowed'));
  });

  it('that throws is 600010 too, not an exception of the call', async () => {
    answer = () => {
      throw new Error('no');
    };
    expect(await resultOf('getLoginMaskPhone')).toEqual(broken('no'));
  });

  it('that answers nonsense is 600010 too', async () => {
    answer = async () => null as unknown as PhoneServerResult;
    expect(await resultOf('getLoginMaskPhone')).toEqual(broken('the answer is no result'));
  });

  it('does not stop the next call', async () => {
    const server = new PhoneServerCustomization();
    answer = () => Promise.reject(new Error('once'));
    await resultOf('getLoginMaskPhone', {}, server);
    answer = async () => success;
    expect(await resultOf('getLoginMaskPhone', {}, server)).toEqual(success);
    expect(sent.map(({ number }) => number)).toEqual([1, 2]);
  });
});

describe('before a transport is configured', () => {
  it('knows no network and answers 600010', async () => {
    vi.resetModules();
    const fresh = await import('./index');
    const server = new fresh.PhoneServerCustomization();
    expect(server.getConnection()).toBe('unknown');
    const result = await new Promise<PhoneServerResult>((callback) => server.getVerifyToken({ callback }));
    expect(result).toMatchObject({ code: 600010, content: { reason: 'no transport is configured' } });
  });
});

describe('an abandoned instance', () => {
  it('is closed at the other side at once where its app says so, if it was known there', async () => {
    const close = vi.fn(async () => {});
    let called = '';
    configure({
      call: async (instance) => {
        called = instance;
        return success;
      },
      close,
      connection: () => 'unknown',
    });
    const server = new PhoneServerCustomization();
    abandon(server);
    expect(close).not.toHaveBeenCalled();
    server.getLoginMaskPhone({ callback: () => {} });
    abandon(server);
    expect(close).toHaveBeenCalledExactlyOnceWith(called);
    await settled();
  });

  it('is closed at the other side', async () => {
    let collected: (instance: string) => void = () => {};
    const register = vi.fn();
    class Registry {
      register = register;
      constructor(cleanup: (instance: string) => void) {
        collected = cleanup;
      }
    }
    vi.stubGlobal('FinalizationRegistry', Registry);
    vi.resetModules();
    const fresh = await import('./index');
    vi.unstubAllGlobals();
    const close = vi.fn(() => Promise.reject(new Error('too late')));
    fresh.configure({ call: async () => success, close, connection: () => 'unknown' });
    new fresh.PhoneServerCustomization();
    const instance = register.mock.calls[0]?.[1];
    expect(instance).toMatch(uuid);
    collected(instance);
    expect(close).toHaveBeenCalledExactlyOnceWith(instance);
    await settled();
  });
});

describe('the samples of the seed', () => {
  it('run as they stand', async () => {
    installOnWindow();
    const log = vi.fn();
    const run = new Function(
      'PhoneServerCustomization',
      'window',
      `var phoneServer = new PhoneServerCustomization();
       var netType = phoneServer.getConnection();
       phoneServer.checkLoginAvailable({ accessToken: 'xxxxxxx', jwtToken: 'xxxxxxxxx', timeout: 2,
         callback: (res) => { if (res.code === 600000) { return; } } });
       phoneServer.getLoginMaskPhone({ timeout: 3, callback: (res) => { window.console.log(res); } });
       phoneServer.getLoginToken({ mask: '1234', timeout: 2, callback: (res) => { window.console.log(res); } });
       return netType;`,
    );
    expect(run(window.PhoneServerCustomization, { console: { log } })).toBe('unknown');
    await settled();
    expect(sent.map(({ call }) => call)).toEqual(['checkLoginAvailable', 'getLoginMaskPhone', 'getLoginToken']);
    expect(log).toHaveBeenCalledTimes(2);
  });
});
