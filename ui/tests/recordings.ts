// What Rust recorded (tests/shell/recording.rs): the second backend answers from these.
import type { Fixture } from '../src/backend/replay';
import type { Entry } from '../src/bindings/Entry';
import type { Language } from '../src/i18n/i18n.svelte';
import loginCm from './fixtures/login-cm.json';
import loginCt from './fixtures/login-ct.json';
import loginCu from './fixtures/login-cu.json';
import loginTimeout from './fixtures/login-timeout.json';
import loginWifi from './fixtures/login-wifi.json';
import verify from './fixtures/verify.json';

const recorded = {
  'login-cm': loginCm,
  'login-cu': loginCu,
  'login-ct': loginCt,
  'login-wifi': loginWifi,
  'login-timeout': loginTimeout,
  verify,
};
export type RecordingName = keyof typeof recorded;

/** A copy to change at will, in a language of its own: the recordings follow the system's. */
export function recording(name: RecordingName, language: Language = 'zh'): Fixture {
  const copy = structuredClone(recorded[name]) as unknown as Fixture;
  copy.snapshot.settings.language = language;
  return copy;
}

/** Every entry that a recording brings, in order. */
export const entriesOf = (name: RecordingName): Entry[] =>
  recording(name)
    .steps.flatMap((step) => step.updates)
    .flatMap((update) => (update.type === 'entry' ? [update.entry] : []));
