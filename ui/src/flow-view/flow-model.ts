import type { Flow } from '../bindings/Flow';
import type { SdkCall } from '../bindings/SdkCall';
import type { MessageKey } from '../i18n/i18n.svelte';
import type { StepArguments, StepState } from '../phone/steps';
import type { Answer } from './answers';
import type { StepForm } from './step-arguments';

/** What the lab needs of a flow, whichever it is. */
export interface RunnableFlow {
  readonly steps: Record<string, StepState>;
  readonly current: string;
  readonly running: boolean;
  start(): Promise<void>;
  /** The form is what the arguments were read from: they do not travel between windows. */
  runStep(step: string, args: StepArguments, form: StepForm): Promise<void>;
  fill(text: string, answer: Answer): void;
  reset(): void;
}

/** A step as the lab shows it. */
export type StepShown = {
  name: string;
  label: MessageKey;
  /** What running it alone does, when it calls nothing of the SDK. */
  note?: MessageKey;
  call?: SdkCall;
  /** Takes accessToken and jwtToken. */
  tokens?: boolean;
  /** Takes the four digits. */
  mask?: boolean;
};

const login: StepShown[] = [
  { name: 'network', label: 'steps.network', note: 'steps.note_network' },
  { name: 'check', label: 'steps.check', call: 'checkLoginAvailable', tokens: true },
  { name: 'mask', label: 'steps.mask', call: 'getLoginMaskPhone' },
  { name: 'consent', label: 'steps.consent', note: 'steps.note_consent' },
  { name: 'token', label: 'steps.token', call: 'getLoginToken', mask: true },
  { name: 'exchange', label: 'steps.exchange', note: 'steps.note_exchange' },
  { name: 'done', label: 'steps.done', note: 'steps.note_done' },
];
const verify: StepShown[] = [
  { name: 'network', label: 'steps.network', note: 'steps.note_network' },
  { name: 'check', label: 'steps.check', call: 'checkAuthAvailable', tokens: true },
  { name: 'consent', label: 'steps.verify_consent', note: 'steps.note_verify_consent' },
  { name: 'token', label: 'steps.token', call: 'getVerifyToken' },
  { name: 'exchange', label: 'steps.verify_exchange', note: 'steps.note_verify_exchange' },
  { name: 'done', label: 'steps.verify_done', note: 'steps.note_verify_done' },
];

/** How a step is shown: as it ended, or as the server judged what it gave. */
export type StepLook = StepState['status'] | 'undecided';

/** A verdict that was got is a step that succeeded; only PASS is what the customer wanted to hear. */
const verdicts: Record<string, StepLook> = { REJECT: 'failed', UNKNOWN: 'undecided' };

/** How a step of the flow looks. */
export const lookOf = (step: StepShown, { status, code }: StepState): StepLook =>
  (status === 'ok' && step.label === 'steps.verify_done' && verdicts[code ?? '']) || status;

export const stepsOf = (flow: Flow): StepShown[] => (flow === 'login' ? login : verify);
