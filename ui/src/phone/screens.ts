import type { VerifyReply } from '../bindings/VerifyReply';

/** The app's own documents, read inside the phone. */
export type AppDocument = 'terms' | 'privacy';

/** A failure that ends a flow: the SDK's or the server's code, and the carrier's own when it said one. */
export type Failure = { code: string; carrierCode: string | null };

type Shared =
  | { name: 'start' }
  /** Before the start; `failed`: turning Wi-Fi off did not work. */
  | { name: 'wifiWarning'; failed: boolean }
  | { name: 'checkFailed'; failure: Failure }
  | { name: 'error'; failure: Failure };

/** A page that leads back to where it was opened. */
interface OtherWay<Screen> {
  name: 'otherWay';
  back: Screen;
}
interface DocumentPage<Screen> {
  name: 'document';
  document: AppDocument;
  back: Screen;
}

export type LoginScreen =
  | Shared
  | OtherWay<LoginScreen>
  | DocumentPage<LoginScreen>
  | { name: 'loading' }
  | { name: 'maskFailed'; reason: 'wifi' | 'notServed' | 'other'; failure: Failure }
  | { name: 'consent' }
  /** A token that was fetched by a lone step and waits for its exchange. */
  | { name: 'tokenReady' }
  | { name: 'tokenExpired' }
  | { name: 'locked' }
  | { name: 'signedIn'; number: string };

export type VerifyScreen =
  | Shared
  | OtherWay<VerifyScreen>
  | DocumentPage<VerifyScreen>
  | { name: 'form' }
  | { name: 'tokenReady' }
  | { name: 'tokenFailed'; reason: 'wifi' | 'quota' | 'other'; failure: Failure }
  | { name: 'result'; result: NonNullable<VerifyReply['result']>; number: string };
