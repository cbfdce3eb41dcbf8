// The fault marks of the simulator, as its journal writes them, in words.
import { t, type MessageKey } from '../i18n/i18n.svelte';

const whole: Record<string, MessageKey> = {
  'no answer': 'fault.hang',
  'connection refused': 'fault.refuse',
  'connection reset': 'fault.reset',
  'empty reply': 'fault.empty_reply',
  cut: 'fault.cut',
  'bad JSON': 'fault.bad_json',
  'wrong content type': 'fault.wrong_content_type',
  'carrier refuses': 'fault.carrier',
  throttled: 'fault.throttle',
  'out of service': 'fault.out_of_service',
  'permission denied': 'fault.permission_denied',
};

/** Marks that hold a value: their form, their words, and the value's name there. */
const valued: [RegExp, MessageKey, string][] = [
  [/^delay (\d+) ms$/, 'fault.delay_by', 'ms'],
  [/^jitter ([\d-]+) ms$/, 'fault.jitter_by', 'ms'],
  [/^slow drip (\d+) ms$/, 'fault.slow_drip_by', 'ms'],
  [/^(5\d\d)$/, 'fault.server_error_by', 'status'],
  [/^clock skew ([+-]\d+) s$/, 'fault.clock_skew_by', 'seconds'],
  [/^carrier refuses (.+)$/, 'fault.carrier_by', 'code'],
];

/** `delay 3000 ms`, `connection refused`, `503` … in words; a mark that is not known as it is. */
export function faultWords(mark: string): string {
  const key = whole[mark];
  if (key) return t(key);
  for (const [form, words, name] of valued) {
    const [, value] = form.exec(mark) ?? [];
    if (value) return t(words, { [name]: value });
  }
  return mark;
}
