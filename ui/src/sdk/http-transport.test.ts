import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connect } from './entry/package';
import { callHome } from './entry/served';
import { HttpTransport } from './http-transport';
import { PhoneServerCustomization } from './index';
import type { PhoneServerResult } from './index';

type Request = { url: string; init: RequestInit; body: Record<string, unknown> | null };

const success = { code: 600000, msg: '成功', requestId: 'r-1' };

let requests: Request[];
let answer: (request: Request) => Response | Promise<Response>;

const json = (value: unknown, status = 200) => new Response(JSON.stringify(value), { status });

beforeEach(() => {
  requests = [];
  answer = ({ url }) =>
    json(url.includes('/connection') ? { connection: 'wifi' } : { result: success, connection: 'wifi' });
  vi.stubGlobal('fetch', async (url: URL, init: RequestInit) => {
    const body = typeof init.body === 'string' ? (JSON.parse(init.body) as Record<string, unknown>) : null;
    const request = { url: String(url), init, body };
    requests.push(request);
    return answer(request);
  });
});

afterEach(() => vi.unstubAllGlobals());

const address = new URL('http://127.0.0.1:7200/sdk/v1/');
const calls = () => requests.filter(({ url }) => url.endsWith('/call')).map(({ body }) => body);
const reasonOf = async (call: Promise<PhoneServerResult>) => (await call.catch((error: Error) => error)) as Error;

function resultOf(server: PhoneServerCustomization): Promise<PhoneServerResult> {
  return new Promise((callback) => server.getLoginMaskPhone({ callback }));
}

describe('a call', () => {
  it('goes to the simulator with its number, its options and its device, and brings the result back', async () => {
    const transport = new HttpTransport({ address, device: 'd-1' });
    expect(await transport.call('a', 1, 'getLoginMaskPhone', { timeout: 3 })).toEqual(success);
    const [{ url, init, body }] = requests as [Request];
    expect(url).toBe('http://127.0.0.1:7200/sdk/v1/call');
    expect(init).toMatchObject({ method: 'POST', credentials: 'omit', redirect: 'error' });
    const options = { timeout: 3 };
    expect(body).toEqual({ instance: 'a', number: 1, settled: 0, call: 'getLoginMaskPhone', options, device: 'd-1' });
  });

  it('names no device where none was chosen', async () => {
    await new HttpTransport({ address }).call('a', 1, 'getLoginMaskPhone', {});
    expect(calls()[0]).not.toHaveProperty('device');
  });

  it('tells how many calls of its instance have ended, answered or lost', async () => {
    const transport = new HttpTransport({ address });
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    answer = async ({ body }) => {
      if (body?.number === 2) throw new TypeError('Failed to fetch');
      if (body?.number === 3) await held;
      return json({ result: success, connection: 'wifi' });
    };
    await transport.call('a', 1, 'checkLoginAvailable', {});
    await transport.call('a', 2, 'getLoginMaskPhone', {}).catch(() => {});
    const third = transport.call('a', 3, 'getLoginMaskPhone', {});
    await transport.call('a', 4, 'getLoginMaskPhone', {});
    await transport.call('b', 1, 'getLoginMaskPhone', {});
    release();
    await third;
    await transport.call('a', 5, 'getLoginMaskPhone', {});
    expect(calls().map((body) => body?.settled)).toEqual([0, 1, 2, 2, 0, 4]);
  });

  it.each([
    [
      'a refusal',
      () => json({ code: 'NO_DEVICE', message: 'there is no such device', hint: 'register one' }, 404),
      'HTTP 404: there is no such device: register one',
    ],
    ['a page of a proxy', () => new Response('<html>', { status: 502 }), 'HTTP 502 without JSON'],
    ['nonsense', () => json([]), undefined],
    ['nothing', () => json(null), 'HTTP 200 without JSON'],
  ])('that gets %s is 600010 with the reason, and is not tried again', async (_what, reply, reason) => {
    answer = reply;
    void connect('http://127.0.0.1:7200');
    const result = await resultOf(new PhoneServerCustomization());
    expect(result.code).toBe(600010);
    expect(result.content?.reason).toBe(reason ?? 'the answer is no result');
    expect(calls()).toHaveLength(1);
  });

  it('that does not get through says what to start', async () => {
    answer = () => Promise.reject(new TypeError('Failed to fetch'));
    const error = await reasonOf(new HttpTransport({ address }).call('a', 1, 'getLoginMaskPhone', {}));
    expect(error.message).toContain('http://127.0.0.1:7200 cannot be reached');
    expect(error.message).toContain(`--allow-origin ${location.origin}`);
  });
});

describe('the network', () => {
  it('is what the script was served with, then what the last reply said', async () => {
    const transport = new HttpTransport({ address, connection: 'cellular' });
    expect(transport.connection()).toBe('cellular');
    await transport.call('a', 1, 'getLoginMaskPhone', {});
    expect(transport.connection()).toBe('wifi');
    answer = () => json({ result: success, connection: '5g' });
    await transport.call('a', 2, 'getLoginMaskPhone', {});
    expect(transport.connection()).toBe('wifi');
  });

  it('is asked for when an instance is made, for the page’s own device', async () => {
    const known = connect('http://127.0.0.1:7200', { device: 'a b' });
    expect(new PhoneServerCustomization().getConnection()).toBe('unknown');
    expect(await known).toBe('wifi');
    expect(requests.map(({ url }) => url)).toEqual(
      Array(2).fill('http://127.0.0.1:7200/sdk/v1/connection?device=a%20b'),
    );
    expect(new PhoneServerCustomization().getConnection()).toBe('wifi');
  });

  it('stays as it was when nobody answers', async () => {
    answer = () => Promise.reject(new TypeError('Failed to fetch'));
    expect(await new HttpTransport({ address, connection: 'cellular' }).refresh()).toBe('cellular');
  });
});

describe('a page that goes away', () => {
  const leave = (persisted: boolean) => dispatchEvent(new PageTransitionEvent('pagehide', { persisted }));
  const closed = () => requests.filter(({ url }) => url.endsWith('/close'));

  it('closes its instances, without a preflight and once', async () => {
    const transport = new HttpTransport({ address });
    await transport.call('left', 1, 'getLoginMaskPhone', {});
    leave(true);
    expect(closed()).toEqual([]);
    leave(false);
    leave(false);
    const mine = closed().filter(({ body }) => body?.instance === 'left');
    expect(mine).toHaveLength(1);
    expect(mine[0]?.init).toMatchObject({ method: 'POST', keepalive: true });
    expect(mine[0]?.init.headers).toBeUndefined();
  });

  it('says nothing about an instance that never called', async () => {
    await new HttpTransport({ address }).close('unused');
    expect(requests).toEqual([]);
  });
});

describe('the served scripts', () => {
  beforeEach(() => vi.stubGlobal('__NUMBERAUTH_CONNECTION__', 'cellular'));

  it('call where they came from, for the device in their address', async () => {
    callHome('http://127.0.0.1:7200/sdk/v1/numberauth.js?device=d-7');
    const server = new PhoneServerCustomization();
    expect(server.getConnection()).toBe('cellular');
    expect(await resultOf(server)).toEqual(success);
    expect(requests.at(-1)?.url).toBe('http://127.0.0.1:7200/sdk/v1/call');
    expect(calls()[0]?.device).toBe('d-7');
  });

  it('say so when they cannot tell where they came from', async () => {
    callHome(undefined);
    const result = await resultOf(new PhoneServerCustomization());
    expect(result).toMatchObject({ code: 600010, content: { reason: expect.stringContaining('<script src>') } });
    expect(requests).toEqual([]);
  });

  it('install the class as a classic script', async () => {
    vi.spyOn(document, 'currentScript', 'get').mockReturnValue(
      Object.assign(document.createElement('script'), { src: 'http://127.0.0.1:7200/sdk/v1/numberauth.js' }),
    );
    vi.resetModules();
    await import('./entry/classic');
    expect(new window.PhoneServerCustomization().getConnection()).toBe('cellular');
  });
});

describe('connect', () => {
  it.each([
    ['http://127.0.0.1:7200', 'http://127.0.0.1:7200/sdk/v1/call'],
    ['http://127.0.0.1:7200/', 'http://127.0.0.1:7200/sdk/v1/call'],
    ['http://localhost:5173/simulator?x#y', 'http://localhost:5173/simulator/sdk/v1/call'],
  ])('to %s calls %s', async (base, url) => {
    void connect(base);
    await resultOf(new PhoneServerCustomization());
    expect(requests.at(-1)?.url).toBe(url);
  });

  it.each(['', '127.0.0.1:7200', 'localhost:7200', 'file:///tmp', undefined as unknown as string])(
    'refuses %j at once',
    (base) => {
      expect(() => connect(base)).toThrow(TypeError);
    },
  );

  it('is asked for by an instance that was never connected', async () => {
    vi.resetModules();
    const fresh = await import('./entry/package');
    expect(fresh.default).toBe(fresh.PhoneServerCustomization);
    const result = await resultOf(new fresh.PhoneServerCustomization());
    expect(result).toMatchObject({ code: 600010, content: { reason: expect.stringContaining('connect(') } });
    expect(requests).toEqual([]);
  });
});

describe('a page on plain http', () => {
  it('gets its ids without crypto.randomUUID', async () => {
    const { uuid } = await import('./uuid');
    vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) });
    const ids = Array.from({ length: 200 }, uuid);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(new Set(ids).size).toBe(200);
  });
});
