// Small made-up values for tests; shapes are the bindings', so a change in Rust shows here as a type error.
import type { Backend } from '../src/backend/backend';
import type { About } from '../src/bindings/About';
import type { ConsentAudit } from '../src/bindings/ConsentAudit';
import type { CaseReport } from '../src/bindings/CaseReport';
import type { CellState } from '../src/bindings/CellState';
import type { Entry } from '../src/bindings/Entry';
import type { LastRun } from '../src/bindings/LastRun';
import type { MatrixState } from '../src/bindings/MatrixState';
import type { RunState } from '../src/bindings/RunState';
import type { ShelfItem } from '../src/bindings/ShelfItem';
import type { SignatureFinding } from '../src/bindings/SignatureFinding';
import type { SignatureReport } from '../src/bindings/SignatureReport';
import type { Settings } from '../src/bindings/Settings';
import type { Simulation } from '../src/bindings/Simulation';
import type { Snapshot } from '../src/bindings/Snapshot';
import type { Update } from '../src/bindings/Update';
import { calls, carriers, networks } from '../src/matrix/cells';
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

export const shelfItem = (id: string, change: Partial<ShelfItem> = {}): ShelfItem => ({
  id,
  source: 'shipped',
  title: { zh: `场景 ${id}`, en: `Scenario ${id}` },
  about: { zh: '说明', en: 'What it shows' },
  tags: ['login'],
  codes: [600000],
  sha256: `hash of ${id}`,
  problems: [],
  ...change,
});
export const runState = (change: Partial<RunState> = {}): RunState => ({
  number: 1,
  kind: 'run',
  seed: 7,
  running: false,
  partial: false,
  done: 2,
  summary: { planned: 2, passed: 1, failed: 1, broken: 0, not_run: 0 },
  wall_ms: 310,
  simulated_ms: 93_600_000,
  ...change,
});
export const lastRun = (change: Partial<LastRun> = {}): LastRun => ({
  state: runState(),
  cases: (['passed', 'failed'] as const).map((verdict, index) => ({
    id: ['a', 'b'][index] ?? '',
    title: { zh: '场景', en: 'Scenario' },
    verdict,
    outcome: 'signed_in',
    sha256: `hash of ${['a', 'b'][index]}`,
  })),
  ...change,
});
export const caseReport = (change: Partial<CaseReport> = {}): CaseReport => ({
  id: 'b',
  title: { zh: '场景 b', en: 'Scenario b' },
  sha256: 'hash of b',
  device: { carrier: 'CM', network: 'hotspot', hotspot_carrier: 'CU' },
  verdict: 'failed',
  expected_outcome: 'signed_in',
  outcome: 'nothing',
  started_at: '2026-01-01T00:00:00Z',
  elapsed_ms: 120,
  steps: [
    {
      place: 'steps[0]',
      name: 'getLoginToken',
      at: '2026-01-01T00:00:00Z',
      elapsed_ms: 120,
      expected: { kind: 'result', code: 600000 },
      observed: { kind: 'result', code: 600011, content_code: '104012', vender: 'CM' },
      passed: false,
    },
  ],
  journal: [entry(1, { outcome: { kind: 'result', code: 600011 } })],
  ...change,
});
/** A matrix of so many codes, every cell in this state. */
export const matrix = (codes: number[], state: CellState = 'not_run'): MatrixState => ({
  causes: [],
  cells: codes.flatMap((code) =>
    calls.flatMap((call) =>
      carriers.flatMap((carrier) =>
        networks.map((network) => ({
          key: { code, call, carrier, network },
          state,
          why: { zh: `原因 ${code}`, en: `cause of ${code}` },
        })),
      ),
    ),
  ),
});

export const about = (change: Partial<About> = {}): About => ({
  version: '1.2.3',
  commit: '0123456789ab',
  edition: 'aliyun_numberauth_customization_web 9.1.7',
  licence: 'MIT OR Apache-2.0',
  tauri: '2.12.5',
  webview: 'WebKitGTK 2.50.1',
  rust: 'rustc 1.95.0',
  system: 'linux x86_64',
  components: [
    { name: 'tauri', version: '2.12.5', licence: 'Apache-2.0 OR MIT', kind: 'rust' },
    { name: 'svelte', version: '5.57.3', licence: 'MIT', kind: 'npm' },
  ],
  ...change,
});

/** What Rust would say of a page: one rule that holds, one that does not, one that cannot be seen. */
export const consentAudit = (change: Partial<ConsentAudit> = {}): ConsentAudit => ({
  carrier: 'CM',
  findings: (['holds', 'fails', 'not_seen'] as const).map((verdict, index) => ({
    rule: (['slogan', 'button_text', 'refused_without_tick'] as const)[index] ?? 'slogan',
    verdict,
    what: { zh: `规则 ${verdict}`, en: `rule ${verdict}` },
    why: { zh: '缘由', en: 'the reason' },
    source: { zh: 'README · 获取掩码接口', en: 'PROTOCOL.md §5' },
    said: verdict === 'holds' ? null : { zh: `看到的 ${verdict}`, en: `seen ${verdict}` },
  })),
  holds: 1,
  fails: 1,
  not_seen: 1,
  report: { zh: '清单全文', en: 'the whole list' },
  ...change,
});

/** A backend that remembers what it was asked, and answers what the test says. */
export class FakeBackend implements Backend {
  asked: [keyof Backend, ...unknown[]][] = [];
  answers: Partial<Record<keyof Backend, (...args: never[]) => unknown>> = {};
  send: (updates: Update[]) => void = () => {};

  constructor(readonly start: Snapshot = snapshot()) {}

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
  curl: Backend['curl'] = (...args) => this.#ask('curl', `curl ${args[0].seq}`, ...args);
  sdkCall: Backend['sdkCall'] = (...args) =>
    this.#ask('sdkCall', { code: 600010, msg: '未知异常', requestId: 'r' }, ...args);
  sdkClose: Backend['sdkClose'] = (...args) => this.#ask('sdkClose', undefined as void, ...args);
  getAuthToken: Backend['getAuthToken'] = (...args) =>
    this.#ask(
      'getAuthToken',
      { code: 'OK', message: 'OK', request_id: 'r', access_token: 'a', jwt_token: 'j' },
      ...args,
    );
  getAgedAuthToken: Backend['getAgedAuthToken'] = (...args) =>
    this.#ask(
      'getAgedAuthToken',
      { code: 'OK', message: 'OK', request_id: 'r', access_token: 'old-a', jwt_token: 'old-j' },
      ...args,
    );
  getPhoneWithToken: Backend['getPhoneWithToken'] = (...args) =>
    this.#ask('getPhoneWithToken', { code: 'OK', message: 'OK', request_id: 'r', number: '13800131234' }, ...args);
  verifyPhoneWithToken: Backend['verifyPhoneWithToken'] = (...args) =>
    this.#ask('verifyPhoneWithToken', { code: 'OK', message: 'OK', request_id: 'r', result: 'PASS' }, ...args);
  setDevice: Backend['setDevice'] = (...args) => this.#ask('setDevice', this.start.simulation, ...args);
  setCredentials: Backend['setCredentials'] = (...args) => this.#ask('setCredentials', this.start.simulation, ...args);
  addFault: Backend['addFault'] = (...args) => this.#ask('addFault', this.start.simulation, ...args);
  removeFault: Backend['removeFault'] = (...args) => this.#ask('removeFault', this.start.simulation, ...args);
  clearFaults: Backend['clearFaults'] = () => this.#ask('clearFaults', this.start.simulation);
  armOutcome: Backend['armOutcome'] = (...args) => this.#ask('armOutcome', this.start.simulation, ...args);
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
  listScenarios = () => this.#ask('listScenarios', [shelfItem('a'), shelfItem('b')]);
  scenarioText: Backend['scenarioText'] = (id) =>
    this.#ask(
      'scenarioText',
      { id, source: 'shipped' as const, text: `{ "id": "${id}" }`, sha256: `hash of ${id}` },
      id,
    );
  checkScenario: Backend['checkScenario'] = (...args) => this.#ask('checkScenario', [], ...args);
  saveScenario: Backend['saveScenario'] = (...args) =>
    this.#ask('saveScenario', shelfItem('a-copy', { source: 'own' }), ...args);
  deleteScenario: Backend['deleteScenario'] = (...args) => this.#ask('deleteScenario', undefined as void, ...args);
  recorded = () =>
    this.#ask('recorded', { id: 'recorded-1', text: '{ "id": "recorded-1" }', differences: [], full: false });
  loadScenario: Backend['loadScenario'] = (...args) => this.#ask('loadScenario', this.start.simulation, ...args);
  runScenarios: Backend['runScenarios'] = (...args) => this.#ask('runScenarios', runState({ running: true }), ...args);
  runMatrix = () => this.#ask('runMatrix', runState({ kind: 'matrix', running: true }));
  reproduce: Backend['reproduce'] = (...args) =>
    this.#ask('reproduce', runState({ kind: 'reproduction', running: true }), ...args);
  cancelRun = () => this.#ask('cancelRun', undefined as void);
  lastRun: Backend['lastRun'] = (...args) => this.#ask('lastRun', lastRun(), ...args);
  matrix = () => this.#ask('matrix', matrix([600000, 600011]));
  runCase: Backend['runCase'] = (...args) => this.#ask('runCase', caseReport(), ...args);
  exportEvidence: Backend['exportEvidence'] = (...args) => this.#ask('exportEvidence', null, ...args);
  saveSettings: Backend['saveSettings'] = (...args) => this.#ask('saveSettings', undefined as void, ...args);
  openAgreement: Backend['openAgreement'] = (...args) => this.#ask('openAgreement', undefined as void, ...args);
  openOwnAgreement: Backend['openOwnAgreement'] = (...args) =>
    this.#ask('openOwnAgreement', undefined as void, ...args);
  auditConsent: Backend['auditConsent'] = (...args) => this.#ask('auditConsent', consentAudit(), ...args);
  checkWording: Backend['checkWording'] = (...args) => this.#ask('checkWording', [], ...args);
  saveWording: Backend['saveWording'] = (...args) => this.#ask('saveWording', undefined as void, ...args);
  openStage: Backend['openStage'] = (...args) => this.#ask('openStage', undefined as void, ...args);
  closeStage = () => this.#ask('closeStage', undefined as void);
  stageAct: Backend['stageAct'] = (...args) => this.#ask('stageAct', undefined as void, ...args);
  openLive: Backend['openLive'] = (...args) => this.#ask('openLive', undefined as void, ...args);
  about = () => this.#ask('about', about());
  /** Who is told what was chosen in the system's menu. */
  chooseInMenu: (id: string) => void = () => {};
  /** The system's language, as the menu was told. */
  menuLanguage: string | null = null;
  followMenu: Backend['followMenu'] = async (system, onAction) => {
    this.menuLanguage = system;
    this.chooseInMenu = onAction;
  };
  openDocumentation = () => this.#ask('openDocumentation', undefined as void);
  quit = () => this.#ask('quit', undefined as void);
}
