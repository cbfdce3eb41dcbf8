export type Notice = { kind: 'settings_set_aside'; file: string } | { kind: 'settings_not_saved'; reason: string } | { kind: 'settings_from_backup' };
