// Small made-up values for tests of the Live window; shapes are the bindings'.
import type { Appearance } from '../../src/bindings/Appearance';
import type { LiveProfileView } from '../../src/bindings/LiveProfileView';
import type { LiveSnapshot } from '../../src/bindings/LiveSnapshot';
import type { LiveTokens } from '../../src/bindings/LiveTokens';
import type { ProfileDraft } from '../../src/bindings/ProfileDraft';
import type { LiveBackend } from '../../src/live/backend';

export const draft = (change: Partial<ProfileDraft> = {}): ProfileDraft => ({
  name: 'staging',
  access_key_id: 'LTAI5tExample',
  scene_code: 'FC1',
  page_url: 'https://www.example.com/',
  origin: 'https://www.example.com',
  endpoint: null,
  sts: false,
  ...change,
});
export const profile = (change: Partial<LiveProfileView> = {}): LiveProfileView => ({
  draft: draft(),
  endpoint: 'dypnsapi.aliyuncs.com',
  endpoint_is_default: true,
  secret: { kind: 'this_run' },
  ...change,
});
export const snapshot = (change: Partial<LiveSnapshot> = {}): LiveSnapshot => ({
  profiles: [profile()],
  keychain: { kind: 'available' },
  spend: { used: 0, maybe: 0, limit: 10 },
  notices: [],
  ...change,
});
export const tokens = (change: Partial<LiveTokens> = {}): LiveTokens => ({
  flow: 'login',
  access_token: 'c3AgdG…(2304)',
  jwt_token: 'eyJhbG…(812)',
  access_token_expires_at: '2026-01-01T00:10:00Z',
  jwt_times: {
    issued_at: '2026-01-01T00:00:00Z',
    not_before: '2025-12-31T23:59:00Z',
    expires_at: '2026-01-01T01:00:00Z',
  },
  request_id: 'R-1',
  ...change,
});

type Answers = { [Name in keyof LiveBackend]?: (...args: Parameters<LiveBackend[Name]>) => unknown };

/** A backend that remembers what it was asked, and answers what the test says. */
export class FakeLiveBackend implements LiveBackend {
  asked: [keyof LiveBackend, ...unknown[]][] = [];
  answers: Answers = {};
  look: (appearance: Appearance) => void = () => {};

  constructor(public now: LiveSnapshot = snapshot()) {}

  #ask<Name extends keyof LiveBackend>(name: Name, fallback: unknown, ...args: Parameters<LiveBackend[Name]>) {
    this.asked.push([name, ...args]);
    const answer = this.answers[name] as ((...args: Parameters<LiveBackend[Name]>) => unknown) | undefined;
    return Promise.resolve().then(() => (answer ? answer(...args) : fallback)) as ReturnType<LiveBackend[Name]>;
  }
  /** What was asked, but for what the page asks by itself. */
  get calls() {
    return this.asked.filter(([name]) => !['snapshot', 'entries', 'spend', 'followAppearance'].includes(name));
  }
  followAppearance: LiveBackend['followAppearance'] = (listener) => {
    this.look = listener;
    listener({ language: 'zh', theme: 'light' });
    return this.#ask('followAppearance', undefined, listener);
  };
  snapshot = () => this.#ask('snapshot', structuredClone(this.now));
  saveProfile: LiveBackend['saveProfile'] = (...args) =>
    this.#ask('saveProfile', profile({ draft: structuredClone(args[0]) }), ...args);
  deleteProfile: LiveBackend['deleteProfile'] = (...args) => this.#ask('deleteProfile', undefined, ...args);
  unlockKeychain = () => this.#ask('unlockKeychain', { kind: 'available' });
  putSecret: LiveBackend['putSecret'] = (...args) => this.#ask('putSecret', { kind: args[3] }, ...args);
  forgetSecret: LiveBackend['forgetSecret'] = (...args) => this.#ask('forgetSecret', undefined, ...args);
  getAuthToken: LiveBackend['getAuthToken'] = (...args) => this.#ask('getAuthToken', tokens(), ...args);
  getPhoneWithToken: LiveBackend['getPhoneWithToken'] = (...args) =>
    this.#ask('getPhoneWithToken', { number: '138****1234', request_id: 'R-2', spend: this.now.spend }, ...args);
  verifyPhoneWithToken: LiveBackend['verifyPhoneWithToken'] = (...args) =>
    this.#ask(
      'verifyPhoneWithToken',
      { result: 'PASS', number: '138****1234', request_id: 'R-3', spend: this.now.spend },
      ...args,
    );
  revealToken: LiveBackend['revealToken'] = (...args) => this.#ask('revealToken', `whole ${args[0]}`, ...args);
  revealNumber = () => this.#ask('revealNumber', '13800131234');
  spend = () => this.#ask('spend', structuredClone(this.now.spend));
  setLimit: LiveBackend['setLimit'] = (limit) => {
    this.now = { ...this.now, spend: { ...this.now.spend, limit } };
    return this.#ask('setLimit', this.now.spend, limit);
  };
  doctor: LiveBackend['doctor'] = (...args) => this.#ask('doctor', [], ...args);
  entries: LiveBackend['entries'] = (...args) => this.#ask('entries', [], ...args);
  clearEntries = () => this.#ask('clearEntries', undefined);
}
