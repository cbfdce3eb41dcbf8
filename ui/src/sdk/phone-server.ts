import { optionsToWire } from './odd-values.js';
import { currentTransport } from './transport.js';
import type {
  Callback,
  CallName,
  CallOptions,
  CheckOptions,
  Connection,
  LoginTokenOptions,
  PhoneServerResult,
} from './types.js';
import { uuid } from './uuid.js';

function close(instance: string): void {
  currentTransport()
    ?.close(instance)
    .catch(() => {});
}

/** When the page lets go of an instance, the other side may forget it too. */
const abandoned = typeof FinalizationRegistry === 'function' ? new FinalizationRegistry<string>(close) : null;

/**
 * Lets go of an instance at once, as a page that is left does: what it still waits for ends. For the app around a page, which knows
 * when it is left; the class itself has no such method.
 */
export let abandon: (server: PhoneServerCustomization) => void;

/** Only these are judged in the page; every value is judged by the other side. */
function callbackOf(call: CallName, options: unknown): Callback {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`${call}: expected one options object, got ${options === null ? 'null' : typeof options}`);
  }
  const callback: unknown = (options as { callback?: unknown }).callback;
  if (typeof callback !== 'function') {
    throw new TypeError(
      `${call}: options.callback must be a function, got ${callback === null ? 'null' : typeof callback}`,
    );
  }
  return callback as Callback;
}

function reasonOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message);
  return String(error);
}

/** 600010 (unknown exception): the transport broke, so there is no answer of the other side to hand on. */
function unknownException(error: unknown): PhoneServerResult {
  return { code: 600010, msg: '未知异常', requestId: uuid(), content: { reason: reasonOf(error) } };
}

async function send(
  instance: string,
  number: number,
  call: CallName,
  options: Record<string, unknown>,
): Promise<PhoneServerResult> {
  try {
    const transport = currentTransport();
    if (!transport) throw new Error('no transport is configured');
    const result = await transport.call(instance, number, call, options);
    if (typeof result?.code !== 'number') throw new Error('the answer is no result');
    return result;
  } catch (error) {
    return unknownException(error);
  }
}

/** An error of the caller's own code: it belongs to the page's error handlers, not to the SDK. */
function reportUncaught(error: unknown): void {
  if (typeof globalThis.reportError === 'function') globalThis.reportError(error);
  else
    setTimeout(() => {
      throw error;
    });
}

/**
 * Number authentication in a web page: one-tap login (`checkLoginAvailable` → `getLoginMaskPhone` → your consent page →
 * `getLoginToken`) and verification of a number (`checkAuthAvailable` → `getVerifyToken`).
 *
 * Each call takes one options object and answers through its `callback`, exactly once. A missing options object or a callback that
 * is no function throws a `TypeError` and sends nothing; every other mistake is answered with a code.
 *
 * @example
 * ```js
 * const phoneServer = new PhoneServerCustomization();
 * phoneServer.checkLoginAvailable({
 *   accessToken, // from your server's GetAuthToken
 *   jwtToken, // from your server's GetAuthToken
 *   timeout: 2, // seconds
 *   callback: (res) => {
 *     if (res.code === 600000) {
 *       // success: ask for the mask
 *     }
 *   },
 * });
 * ```
 */
export class PhoneServerCustomization {
  readonly #instance = uuid();
  #calls = 0;

  static {
    abandon = (server) => {
      // One that has made no call is not known at the other side.
      if (server.#calls > 0) close(server.#instance);
    };
  }

  constructor() {
    abandoned?.register(this, this.#instance);
    currentTransport()?.opened?.();
  }

  /**
   * The network that the page believes the device to be on: `wifi`, `cellular` or `unknown`. Synchronous and optional. On `wifi`
   * ask the user to turn Wi-Fi off or offer another way to log in; go on for the other two.
   */
  getConnection(): Connection {
    const connection = currentTransport()?.connection();
    return connection === 'wifi' || connection === 'cellular' ? connection : 'unknown';
  }

  /** One-tap login, first call: is this integrator and this device able to? Default timeout: 2 seconds. */
  checkLoginAvailable(options: CheckOptions): void {
    this.#call('checkLoginAvailable', options);
  }

  /**
   * One-tap login, second call, after `checkLoginAvailable` gave 600000 (else 600013): the masked number, such as `138****1234`.
   * On success show the consent page. Default timeout: 3 seconds.
   */
  getLoginMaskPhone(options: CallOptions): void {
    this.#call('getLoginMaskPhone', options);
  }

  /**
   * One-tap login, third call, after a mask was fetched (else 600014) and the user agreed: the `spToken` that your server
   * exchanges for the number with GetPhoneWithToken. Default timeout: 2 seconds.
   */
  getLoginToken(options: LoginTokenOptions): void {
    this.#call('getLoginToken', options);
  }

  /** Verification, first call. Default timeout: 2 seconds. */
  checkAuthAvailable(options: CheckOptions): void {
    this.#call('checkAuthAvailable', options);
  }

  /**
   * Verification, second call, after `checkAuthAvailable` gave 600000 (else 600025): the `spToken` that your server hands to
   * VerifyPhoneWithToken together with the number that the user typed. Default timeout: 3 seconds.
   */
  getVerifyToken(options: CallOptions): void {
    this.#call('getVerifyToken', options);
  }

  #call(call: CallName, options: object): void {
    const callback = callbackOf(call, options);
    const sent = optionsToWire(options);
    // Without a transport nothing is sent, and no number is used up.
    if (currentTransport()) this.#calls += 1;
    // `this` stays in the closure: an instance with a call in flight is not abandoned.
    send(this.#instance, this.#calls, call, sent).then((result) => this.#answer(callback, result));
  }

  #answer(callback: Callback, result: PhoneServerResult): void {
    try {
      callback(result);
    } catch (error) {
      reportUncaught(error);
    }
  }
}
