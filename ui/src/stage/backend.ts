import type { Backend } from '../backend/backend';
import type { Simulation } from '../bindings/Simulation';
import type { StagePicture } from '../bindings/StagePicture';

/** The program behind the stage's window: the flow, the feed, the next outcome, and its own half of the relay. Rejects with a `Problem`. */
export interface StageBackend extends Pick<
  Backend,
  | 'connect'
  | 'sdkCall'
  | 'sdkClose'
  | 'getAuthToken'
  | 'getAgedAuthToken'
  | 'getPhoneWithToken'
  | 'verifyPhoneWithToken'
  | 'armOutcome'
  | 'readNumber'
  | 'openAgreement'
  | 'openOwnAgreement'
> {
  /** The phone's own switch: cellular, the rest of the device as it is. */
  turnWifiOff(): Promise<Simulation>;
  /** Tells the main window what the phone shows. */
  show(picture: StagePicture): Promise<void>;
  /** Full screen and back; null is the other of the two. Answers which it is now. */
  fullScreen(on: boolean | null): Promise<boolean>;
}
