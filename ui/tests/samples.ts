// Small made-up values for tests; shapes are the bindings', so a change in Rust shows here as a type error.
import type { Backend } from '../src/backend/backend';
import type { Entry } from '../src/bindings/Entry';
import type { SignatureFinding } from '../src/bindings/SignatureFinding';
import type { SignatureReport } from '../src/bindings/SignatureReport';
import type { Settings } from '../src/bindings/Settings';
import type { Simulation } from '../src/bindings/Simulation';
import type { Snapshot } from '../src/bindings/Snapshot';
import type { Update } from '../src/bindings/Update';
import { recording } from './recordings';

const start = recording('login-cm').snapshot;
export const facts = start.facts;

export function entry(seq: number, change: Partial<Entry> = {}): Entry {
  return {
    seq,
    at: '2026-11-22T06:03:21.05Z',
    elapsed_ms: 12,
    call: seq,
    flow: 'login',
    from: 'page',
    to: 'sdk',
    operation: 'getLoginToken',
    carrier: null,
    outcome: { kind: 'result', code: 600000 },
    request: null,
    response: null,
    content: null,
    fault: null,
    late: false,
    hint: null,
    ...change,
  };
}
export const hop = (seq: number, call: number, change: Partial<Entry> = {}): Entry =>
  entry(seq, { call, from: 'sdk', to: 'gateway', outcome: { kind: 'reply', code: 'OK', status: 200 }, ...change });

const number = '13800131234';
export const simulation = (change: Partial<Simulation> = {}): Simulation => ({
  ...structuredClone(start.simulation),
  device: { ...start.simulation.device, number },
  path: { ...start.simulation.path, shown: number },
  ...change,
});
export const settings = (change: Partial<Settings> = {}): Settings => ({
  ...structuredClone(start.settings),
  ...change,
});
export const snapshot = (change: Partial<Snapshot> = {}): Snapshot => ({
  ...structuredClone(start),
  simulation: simulation(),
  ...change,
});

const canonical = (value: string) => `POST\n/\nUrl=${value}&PhoneNumber=13800131234\nhost:a:1\n\nhost\nhash`;
export const signatureReport = (change: Partial<SignatureReport> = {}): SignatureReport => ({
  scheme: 'ACS3-HMAC-SHA256',
  causes: [{ cause: 'tilde_encoded', certain: true }],
  compared: true,
  server: { canonical_request: canonical('~'), string_to_sign: 's' },
  client: { canonical_request: canonical('%7E'), string_to_sign: 'c' },
  first_difference: { byte: 11, line: 3, within: 'Url', server: '~', client: '%7E' },
  ...change,
});
/** As the journal has it. */
export const signatureFinding = (change: Partial<SignatureFinding> = {}): SignatureFinding => ({
  ...signatureReport(),
  report: 7,
  server: canonical('~').replace('13800131234', '138****1234'),
  client: canonical('%7E').replace('13800131234', '138****1234'),
  ...change,
});

/** A backend that remembers what it was asked, and answers what the test says. */
export class FakeBackend implements Backend {
  asked: [keyof Backend, ...unknown[]][] = [];
  answers: Partial<Record<keyof Backend, (...args: never[]) => unknown>> = {};
  send: (updates: Update[]) => void = () => {};

  constructor(private readonly start: Snapshot = snapshot()) {}

  async connect(onUpdates: (updates: Update[]) => void): Promise<Snapshot> {
    this.send = onUpdates;
    return structuredClone(this.start);
  }
  #ask<T>(name: keyof Backend, fallback: T, ...args: unknown[]): Promise<T> {
    this.asked.push([name, ...args]);
    const answer = this.answers[name];
    return Promise.resolve().then(() => (answer ? (answer(...(args as never[])) as T) : fallback));
  }
  clearLog = () => this.#ask('clearLog', undefined as void);
  sdkCall: Backend['sdkCall'] = (...args) =>
    this.#ask('sdkCall', { code: 600010, msg: '未知异常', requestId: 'r' }, ...args);
  sdkClose: Backend['sdkClose'] = (...args) => this.#ask('sdkClose', undefined as void, ...args);
  getAuthToken: Backend['getAuthToken'] = (...args) =>
    this.#ask(
      'getAuthToken',
      { code: 'OK', message: 'OK', request_id: 'r', access_token: 'a', jwt_token: 'j' },
      ...args,
    );
  getPhoneWithToken: Backend['getPhoneWithToken'] = (...args) =>
    this.#ask('getPhoneWithToken', { code: 'OK', message: 'OK', request_id: 'r', number: '13800131234' }, ...args);
  verifyPhoneWithToken: Backend['verifyPhoneWithToken'] = (...args) =>
    this.#ask('verifyPhoneWithToken', { code: 'OK', message: 'OK', request_id: 'r', result: 'PASS' }, ...args);
  setDevice: Backend['setDevice'] = (...args) => this.#ask('setDevice', this.start.simulation, ...args);
  setCredentials: Backend['setCredentials'] = (...args) => this.#ask('setCredentials', this.start.simulation, ...args);
  setFault: Backend['setFault'] = (...args) => this.#ask('setFault', this.start.simulation, ...args);
  reset: Backend['reset'] = () => this.#ask('reset', this.start.simulation);
  advanceClock: Backend['advanceClock'] = (...args) => this.#ask('advanceClock', this.start.simulation, ...args);
  readNumber: Backend['readNumber'] = (...args) =>
    this.#ask('readNumber', { number: null, carrier: null, error: 'length' }, ...args);
  signatureReport: Backend['signatureReport'] = (...args) => this.#ask('signatureReport', signatureReport(), ...args);
  explainSignature: Backend['explainSignature'] = (...args) => this.#ask('explainSignature', null, ...args);
  trySignatureSlip: Backend['trySignatureSlip'] = (...args) =>
    this.#ask(
      'trySignatureSlip',
      { code: 'SignatureDoesNotMatch', message: 'm', request_id: 'r', access_token: null, jwt_token: null },
      ...args,
    );
  saveSettings: Backend['saveSettings'] = (...args) => this.#ask('saveSettings', undefined as void, ...args);
  openAgreement: Backend['openAgreement'] = (...args) => this.#ask('openAgreement', undefined as void, ...args);
  openLive: Backend['openLive'] = (...args) => this.#ask('openLive', undefined as void, ...args);
}
