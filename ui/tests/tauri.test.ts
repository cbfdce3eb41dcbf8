import { beforeEach, describe, expect, it, vi } from 'vitest';

const core = vi.hoisted(() => ({
  invoke: vi.fn(),
  isTauri: () => true,
  Channel: class {
    onmessage: unknown = null;
  },
}));
vi.mock('@tauri-apps/api/core', () => core);
const { tauriBackend } = await import('../src/backend/tauri');

describe('the window’s backend', () => {
  beforeEach(() => core.invoke.mockReset().mockResolvedValue('answer'));

  it('subscribes before it asks for the snapshot', async () => {
    const listener = () => {};
    await tauriBackend().connect(listener);
    expect(core.invoke.mock.calls.map(([name]) => name as string)).toEqual([
      'plugin:feed|subscribe',
      'plugin:feed|snapshot',
    ]);
    expect(core.invoke.mock.calls[0]?.[1]).toMatchObject({ channel: { onmessage: listener } });
  });

  it('names each command and its arguments as Rust does', async () => {
    const backend = tauriBackend();
    await backend.clearLog();
    await backend.sdkCall('i', 1, 'getLoginToken', { mask: '0013' });
    await backend.sdkClose('i');
    await backend.getAuthToken('login');
    await backend.getPhoneWithToken('s');
    await backend.verifyPhoneWithToken('p', 's');
    await backend.setDevice({ carrier: 'CM', network: 'wifi' });
    await backend.setCredentials('good');
    await backend.addFault({ operation: 'getLoginToken', effect: { kind: 'hang' } });
    await backend.removeFault(1, { operation: 'getLoginToken', effect: { kind: 'hang' } });
    await backend.clearFaults();
    await backend.reset();
    await backend.advanceClock(600);
    await backend.readNumber('1');
    await backend.openAgreement('CT');
    await backend.openLive('LIVE');
    await backend.openOwnAgreement('zh', 1);
    await backend.auditConsent({ flow: 'login', language: 'zh', page: null });
    await backend.checkWording('en', { app_name: 'a', button: 'b', agreements: [] });
    await backend.saveWording('en', null);
    await backend.getAgedAuthToken('login');
    await backend.openStage('verify');
    await backend.stageAct({ act: 'start' });
    await backend.closeStage();
    await backend.listScenarios();
    await backend.scenarioText('a');
    await backend.checkScenario('{}');
    await backend.saveScenario('{}', 'h');
    await backend.deleteScenario('a');
    await backend.recorded();
    await backend.loadScenario(null);
    await backend.runScenarios(['a']);
    await backend.runMatrix();
    await backend.reproduce({ code: 600012 });
    await backend.cancelRun();
    await backend.lastRun('run');
    await backend.matrix();
    await backend.runCase('matrix', 'a');
    await backend.exportEvidence('run', 'har');
    expect(core.invoke.mock.calls).toEqual([
      ['plugin:feed|clear', {}],
      ['plugin:sdk|call', { instance: 'i', number: 1, call: 'getLoginToken', options: { mask: '0013' } }],
      ['plugin:sdk|close', { instance: 'i' }],
      ['plugin:server|get_auth_token', { flow: 'login' }],
      ['plugin:server|get_phone_with_token', { spToken: 's' }],
      ['plugin:server|verify_phone_with_token', { phoneNumber: 'p', spToken: 's' }],
      ['plugin:lab|set_device', { choice: { carrier: 'CM', network: 'wifi' } }],
      ['plugin:lab|set_credentials', { credentials: 'good' }],
      ['plugin:lab|add_fault', { fault: { operation: 'getLoginToken', effect: { kind: 'hang' } } }],
      ['plugin:lab|remove_fault', { place: 1, fault: { operation: 'getLoginToken', effect: { kind: 'hang' } } }],
      ['plugin:lab|clear_faults', {}],
      ['plugin:lab|reset', {}],
      ['plugin:lab|advance_clock', { seconds: 600 }],
      ['plugin:lab|read_number', { text: '1' }],
      ['plugin:agreements|open', { carrier: 'CT' }],
      ['plugin:gate|open_live', { confirmation: 'LIVE' }],
      ['plugin:agreements|open_own', { language: 'zh', index: 1 }],
      ['plugin:consent|audit', { seen: { flow: 'login', language: 'zh', page: null } }],
      ['plugin:consent|check_wording', { language: 'en', wording: { app_name: 'a', button: 'b', agreements: [] } }],
      ['plugin:consent|save_wording', { language: 'en', wording: null }],
      ['plugin:server|get_aged_auth_token', { flow: 'login' }],
      ['plugin:stage|open', { flow: 'verify' }],
      ['plugin:stage|act', { act: { act: 'start' } }],
      ['plugin:stage|close', {}],
      ['plugin:scenarios|list', {}],
      ['plugin:scenarios|text', { id: 'a' }],
      ['plugin:scenarios|check', { text: '{}' }],
      ['plugin:scenarios|write', { text: '{}', replaces: 'h' }],
      ['plugin:scenarios|delete', { id: 'a' }],
      ['plugin:scenarios|recorded', {}],
      ['plugin:scenarios|load', { id: null }],
      ['plugin:runs|run', { ids: ['a'] }],
      ['plugin:runs|run_matrix', {}],
      ['plugin:runs|reproduce', { wanted: { code: 600012 } }],
      ['plugin:runs|cancel', {}],
      ['plugin:runs|last', { kind: 'run' }],
      ['plugin:runs|matrix', {}],
      ['plugin:runs|case', { kind: 'matrix', id: 'a' }],
      ['plugin:runs|export', { kind: 'run', format: 'har' }],
    ]);
  });

  it('rejects with a coded error, whatever was thrown', async () => {
    core.invoke.mockRejectedValueOnce({ code: 'invalid_value', message: 'a fault for 0 times' });
    await expect(tauriBackend().reset()).rejects.toEqual({ code: 'invalid_value', message: 'a fault for 0 times' });
    core.invoke.mockRejectedValueOnce('lab.reset not allowed');
    await expect(tauriBackend().reset()).rejects.toEqual({ code: 'outside', message: 'lab.reset not allowed' });
  });
});
