// The simulation's window over IPC. Command and argument names are those of src-tauri/src/commands.
import type { Backend } from './backend';
import { channelTo, command } from './ipc';

/** The backend of the real window: each method is one command. */
export function tauriBackend(): Backend {
  return {
    async connect(onUpdates) {
      await command<void>('feed|subscribe', { channel: channelTo(onUpdates) });
      return command('feed|snapshot');
    },
    clearLog: () => command('feed|clear'),
    curl: (entry) => command('copy|curl', { entry }),
    sdkCall: (instance, number, call, options) => command('sdk|call', { instance, number, call, options }),
    sdkClose: (instance) => command('sdk|close', { instance }),
    getAuthToken: (flow) => command('server|get_auth_token', { flow }),
    getAgedAuthToken: (flow) => command('server|get_aged_auth_token', { flow }),
    getPhoneWithToken: (spToken) => command('server|get_phone_with_token', { spToken }),
    verifyPhoneWithToken: (phoneNumber, spToken) => command('server|verify_phone_with_token', { phoneNumber, spToken }),
    setDevice: (choice) => command('lab|set_device', { choice }),
    setCredentials: (credentials) => command('lab|set_credentials', { credentials }),
    addFault: (fault) => command('lab|add_fault', { fault }),
    removeFault: (place, fault) => command('lab|remove_fault', { place, fault }),
    clearFaults: () => command('lab|clear_faults'),
    reset: () => command('lab|reset'),
    advanceClock: (seconds) => command('lab|advance_clock', { seconds }),
    armOutcome: (outcome) => command('outcome|arm', { outcome }),
    readNumber: (text) => command('lab|read_number', { text }),
    signatureReport: (number) => command('signature|report', { number }),
    explainSignature: (text, clientString) => command('signature|explain', { text, clientString }),
    trySignatureSlip: (slip) => command('signature|try_slip', { slip }),
    listScenarios: () => command('scenarios|list'),
    scenarioText: (id) => command('scenarios|text', { id }),
    checkScenario: (text) => command('scenarios|check', { text }),
    saveScenario: (text, replaces) => command('scenarios|write', { text, replaces }),
    deleteScenario: (id) => command('scenarios|delete', { id }),
    recorded: () => command('scenarios|recorded'),
    loadScenario: (id) => command('scenarios|load', { id }),
    runScenarios: (ids) => command('runs|run', { ids }),
    runMatrix: () => command('runs|run_matrix'),
    reproduce: (wanted) => command('runs|reproduce', { wanted }),
    cancelRun: () => command('runs|cancel'),
    lastRun: (kind) => command('runs|last', { kind }),
    matrix: () => command('runs|matrix'),
    runCase: (kind, id) => command('runs|case', { kind, id }),
    exportEvidence: (kind, format) => command('runs|export', { kind, format }),
    saveSettings: (change) => command('settings|save', { change }),
    openAgreement: (carrier) => command('agreements|open', { carrier }),
    openOwnAgreement: (language, index) => command('agreements|open_own', { language, index }),
    auditConsent: (seen) => command('consent|audit', { seen }),
    checkWording: (language, wording) => command('consent|check_wording', { language, wording }),
    saveWording: (language, wording) => command('consent|save_wording', { language, wording }),
    openLive: (confirmation) => command('gate|open_live', { confirmation }),
    about: () => command('program|about'),
    followMenu: (language, onAction) => command('program|follow_menu', { language, channel: channelTo(onAction) }),
    openDocumentation: () => command('program|open_documentation'),
    quit: () => command('program|quit'),
    openStage: (flow) => command('stage|open', { flow }),
    closeStage: () => command('stage|close'),
    stageAct: (act) => command('stage|act', { act }),
  };
}
