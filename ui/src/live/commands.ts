// The Live window over IPC. Command and argument names are those of src-tauri/src/commands/live.rs.
import { channelTo, command } from '../backend/ipc';
import type { LiveBackend } from './backend';

/** The backend of the real window: each method is one command. */
export function liveBackend(): LiveBackend {
  return {
    followAppearance: (onAppearance) => command('live|follow_appearance', { channel: channelTo(onAppearance) }),
    snapshot: () => command('live|snapshot'),
    saveProfile: (draft, replaced) => command('live|save_profile', { draft, replaced }),
    deleteProfile: (name) => command('live|delete_profile', { name }),
    unlockKeychain: () => command('live|unlock_keychain'),
    putSecret: (name, secret, stsToken, keep) => command('live|put_secret', { name, secret, stsToken, keep }),
    forgetSecret: (name) => command('live|forget_secret', { name }),
    getAuthToken: (name, flow) => command('live|get_auth_token', { name, flow }),
    getPhoneWithToken: (name, spToken) => command('live|get_phone_with_token', { name, spToken }),
    verifyPhoneWithToken: (name, phoneNumber, spToken) =>
      command('live|verify_phone_with_token', { name, phoneNumber, spToken }),
    revealToken: (kind) => command('live|reveal_token', { kind }),
    revealNumber: () => command('live|reveal_number'),
    spend: () => command('live|spend'),
    setLimit: (limit) => command('live|set_limit', { limit }),
    doctor: (name, online) => command('live|doctor', { name, online }),
    entries: (after) => command('live|entries', { after }),
    clearEntries: () => command('live|clear_entries'),
  };
}
