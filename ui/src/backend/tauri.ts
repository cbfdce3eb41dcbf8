// The only module that knows Tauri. Command and argument names are those of src-tauri/src/commands.
import { Channel, invoke, isTauri } from '@tauri-apps/api/core';
import type { Update } from '../bindings/Update';
import type { Backend } from './backend';
import { asProblem } from './problem';

/** True inside the program's own window. */
export const insideWindow = (): boolean => isTauri();

async function command<T>(name: string, args: Record<string, unknown> = {}): Promise<T> {
  try {
    return await invoke<T>(`plugin:${name}`, args);
  } catch (error) {
    throw asProblem(error);
  }
}

/** The backend of the real window: each method is one command. */
export function tauriBackend(): Backend {
  return {
    async connect(onUpdates) {
      const channel = new Channel<Update[]>();
      channel.onmessage = onUpdates;
      await command<void>('feed|subscribe', { channel });
      return command('feed|snapshot');
    },
    clearLog: () => command('feed|clear'),
    sdkCall: (instance, number, call, options) => command('sdk|call', { instance, number, call, options }),
    sdkClose: (instance) => command('sdk|close', { instance }),
    getAuthToken: (flow) => command('server|get_auth_token', { flow }),
    getPhoneWithToken: (spToken) => command('server|get_phone_with_token', { spToken }),
    verifyPhoneWithToken: (phoneNumber, spToken) => command('server|verify_phone_with_token', { phoneNumber, spToken }),
    setDevice: (choice) => command('lab|set_device', { choice }),
    setCredentials: (credentials) => command('lab|set_credentials', { credentials }),
    setFault: (fault) => command('lab|set_fault', { fault }),
    reset: () => command('lab|reset'),
    advanceClock: (seconds) => command('lab|advance_clock', { seconds }),
    readNumber: (text) => command('lab|read_number', { text }),
    saveSettings: (settings) => command('settings|save', { settings }),
    openAgreement: (carrier) => command('agreements|open', { carrier }),
  };
}
