// The stage's window over IPC. Command and argument names are those of src-tauri/src/commands.
import { channelTo, command } from '../backend/ipc';
import type { StageBackend } from './backend';

/** The backend of the real window: each method is one command. */
export function stageBackend(): StageBackend {
  return {
    async connect(onUpdates) {
      await command<void>('feed|subscribe', { channel: channelTo(onUpdates) });
      return command('feed|snapshot');
    },
    sdkCall: (instance, number, call, options) => command('sdk|call', { instance, number, call, options }),
    sdkClose: (instance) => command('sdk|close', { instance }),
    getAuthToken: (flow) => command('server|get_auth_token', { flow }),
    getAgedAuthToken: (flow) => command('server|get_aged_auth_token', { flow }),
    getPhoneWithToken: (spToken) => command('server|get_phone_with_token', { spToken }),
    verifyPhoneWithToken: (phoneNumber, spToken) => command('server|verify_phone_with_token', { phoneNumber, spToken }),
    armOutcome: (outcome) => command('outcome|arm', { outcome }),
    readNumber: (text) => command('lab|read_number', { text }),
    openAgreement: (carrier) => command('agreements|open', { carrier }),
    openOwnAgreement: (language, index) => command('agreements|open_own', { language, index }),
    turnWifiOff: () => command('stage|turn_wifi_off'),
    show: (picture) => command('stage|show', { picture }),
    fullScreen: (on) => command('stage|full_screen', { on }),
  };
}
