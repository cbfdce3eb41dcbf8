// Replays what was recorded from Rust, so that the whole page runs in a browser or a test. It has no logic of its own:
// a call is answered by the first unused step with the same command and the same arguments.
import type { ShelfItem } from '../bindings/ShelfItem';
import type { Snapshot } from '../bindings/Snapshot';
import type { Update } from '../bindings/Update';
import type { Backend } from './backend';

export type ReplayStep = {
  command: Exclude<keyof Backend, 'connect'>;
  args: unknown[];
  reply: unknown;
  /** Set instead of `reply` when the command was refused. */
  error?: unknown;
  updates: Update[];
};
export type Fixture = { name: string; snapshot: Snapshot; steps: ReplayStep[]; scenarios?: ShelfItem[] };

/** JSON as the wire carries it: undefined is dropped, key order does not count. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : part,
  );
}

/** Instance ids are made in the page, anew at each run: they do not count. */
function comparable(command: string, args: unknown[]): string {
  return canonical(command === 'sdkCall' || command === 'sdkClose' ? args.slice(1) : args);
}

/** The second implementation of {@link Backend}, made from a fixture. */
export function replayBackend(fixture: Fixture): Backend {
  const unused = fixture.steps.slice();
  let listener: (updates: Update[]) => void = () => {};

  async function answer<T>(command: ReplayStep['command'], ...args: unknown[]): Promise<T> {
    const wanted = comparable(command, args);
    const index = unused.findIndex((step) => step.command === command && comparable(command, step.args) === wanted);
    const step = unused[index];
    if (!step) throw { code: 'NotRecorded', message: `${fixture.name} has no step ${command}(${wanted})` };
    unused.splice(index, 1);
    await Promise.resolve();
    if (step.updates.length > 0) listener(structuredClone(step.updates));
    if (step.error !== undefined) throw structuredClone(step.error);
    return structuredClone(step.reply) as T;
  }

  return {
    async connect(onUpdates) {
      listener = onUpdates;
      return structuredClone(fixture.snapshot);
    },
    clearLog: () => answer('clearLog'),
    curl: (entry) => answer('curl', entry),
    sdkCall: (instance, number, call, options) => answer('sdkCall', instance, number, call, options),
    sdkClose: async () => {},
    getAuthToken: (flow) => answer('getAuthToken', flow),
    getAgedAuthToken: (flow) => answer('getAgedAuthToken', flow),
    getPhoneWithToken: (spToken) => answer('getPhoneWithToken', spToken),
    verifyPhoneWithToken: (phoneNumber, spToken) => answer('verifyPhoneWithToken', phoneNumber, spToken),
    setDevice: (choice) => answer('setDevice', choice),
    setCredentials: (credentials) => answer('setCredentials', credentials),
    addFault: (fault) => answer('addFault', fault),
    removeFault: (place, fault) => answer('removeFault', place, fault),
    clearFaults: () => answer('clearFaults'),
    reset: () => answer('reset'),
    advanceClock: (seconds) => answer('advanceClock', seconds),
    armOutcome: (outcome) => answer('armOutcome', outcome),
    readNumber: (text) => answer('readNumber', text),
    signatureReport: (number) => answer('signatureReport', number),
    explainSignature: (text, clientString) => answer('explainSignature', text, clientString),
    trySignatureSlip: (slip) => answer('trySignatureSlip', slip),
    listScenarios: async () => structuredClone(fixture.scenarios ?? []),
    scenarioText: (id) => answer('scenarioText', id),
    checkScenario: (text) => answer('checkScenario', text),
    saveScenario: (text, replaces) => answer('saveScenario', text, replaces),
    deleteScenario: (id) => answer('deleteScenario', id),
    recorded: () => answer('recorded'),
    loadScenario: (id) => answer('loadScenario', id),
    runScenarios: (ids) => answer('runScenarios', ids),
    runMatrix: () => answer('runMatrix'),
    reproduce: (wanted) => answer('reproduce', wanted),
    cancelRun: () => answer('cancelRun'),
    lastRun: (kind) => answer('lastRun', kind),
    matrix: () => answer('matrix'),
    runCase: (kind, id) => answer('runCase', kind, id),
    exportEvidence: (kind, format) => answer('exportEvidence', kind, format),
    saveSettings: (change) => answer('saveSettings', change),
    openAgreement: (carrier) => answer('openAgreement', carrier),
    openOwnAgreement: (language, index) => answer('openOwnAgreement', language, index),
    auditConsent: (seen) => answer('auditConsent', seen),
    checkWording: (language, wording) => answer('checkWording', language, wording),
    saveWording: (language, wording) => answer('saveWording', language, wording),
    openLive: (confirmation) => answer('openLive', confirmation),
    about: () => answer('about'),
    followMenu: async () => {},
    openDocumentation: () => answer('openDocumentation'),
    quit: () => answer('quit'),
    openStage: (flow) => answer('openStage', flow),
    closeStage: () => answer('closeStage'),
    stageAct: (act) => answer('stageAct', act),
  };
}
