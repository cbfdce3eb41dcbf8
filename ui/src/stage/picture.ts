// What the phone on the stage shows, as the main window may know it: of what is typed the count, of numbers the mask.
import type { StageFailure } from '../bindings/StageFailure';
import type { StagePicture } from '../bindings/StagePicture';
import type { StageScreen } from '../bindings/StageScreen';
import type { StageStep } from '../bindings/StageStep';
import type { LoginFlow } from '../phone/login-flow.svelte';
import type { Failure, LoginScreen, VerifyScreen } from '../phone/screens';
import { masked } from '../phone/spaced-number';
import type { StepState } from '../phone/steps';
import type { VerifyFlow } from '../phone/verify-flow.svelte';

/** Without its count, which the sender gives. */
export type Picture = Omit<StagePicture, 'number'>;

const failureOf = ({ code, carrierCode }: Failure): StageFailure => ({ code, carrierCode });

function screenOf(screen: LoginScreen | VerifyScreen): StageScreen {
  switch (screen.name) {
    case 'wifiWarning':
      return { name: 'wifiWarning', failed: screen.failed };
    case 'document':
      return { name: 'document', document: screen.document };
    case 'checkFailed':
    case 'error':
      return { name: screen.name, failure: failureOf(screen.failure) };
    case 'maskFailed':
      return { name: 'maskFailed', reason: screen.reason, failure: failureOf(screen.failure) };
    case 'tokenFailed':
      return { name: 'tokenFailed', reason: screen.reason, failure: failureOf(screen.failure) };
    case 'signedIn':
      return { name: 'signedIn', number: masked(screen.number) };
    case 'result':
      return { name: 'result', result: screen.result, number: masked(screen.number) };
    default:
      return { name: screen.name };
  }
}

const stepsOf = (steps: Record<string, StepState>): StagePicture['steps'] =>
  Object.entries(steps).map(([step, { status, code }]) => ({ step: step as StageStep, status, code }));

/** What the phone shows of a flow now. */
export function pictureOf(flow: LoginFlow | VerifyFlow): Picture {
  const login = flow.kind === 'login' ? flow : null;
  const verify = flow.kind === 'verify' ? flow : null;
  const error = login?.consentError ?? null;
  const reading = verify?.reading ?? null;
  return {
    flow: flow.kind,
    screen: screenOf(flow.screen),
    steps: stepsOf(flow.steps),
    current: flow.current,
    running: flow.running,
    mask: login?.mask ? { text: `${login.mask.head}****${login.mask.tail}`, carrier: login.mask.carrier } : null,
    typed: [...(login?.digits ?? verify?.text ?? '')].length,
    agreed: flow.agreed,
    tick_asked: flow.tickAsked,
    error: error?.kind === 'failed' ? { kind: 'failed', failure: failureOf(error.failure) } : error,
    reading: reading && { ...reading, number: reading.number === null ? null : masked(reading.number) },
    number_asked: verify?.numberAsked ?? false,
    token_carrier: flow.tokenCarrier,
    token_seconds_left: flow.tokenSecondsLeft(),
  };
}
