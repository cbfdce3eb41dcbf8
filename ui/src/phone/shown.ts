import type { Carrier } from '../bindings/Carrier';
import type { PhoneLanguage } from '../bindings/PhoneLanguage';
import type { NumberReading } from '../bindings/NumberReading';
import type { Attention, ConsentError } from './login-flow.svelte';
import type { MaskedNumber } from './masked-number';
import type { AppDocument, LoginScreen, VerifyScreen } from './screens';

// What the phone's pages need of a flow, whether it runs in this window or is only a picture of one that runs on the stage.

interface Shown {
  readonly running: boolean;
  readonly agreed: boolean;
  readonly tickAsked: number;
  tokenSecondsLeft(): number | null;
  watchToken(): void;
  start(): Promise<void>;
  goOn(): Promise<void>;
  turnWifiOff(): Promise<void>;
  exchange(): Promise<void>;
  tryAgain(): void;
  agree(agreed: boolean): void;
  fill(text: string): void;
  read(document: AppDocument): void;
  openAgreement(carrier: Carrier): Promise<void>;
  openOwnAgreement(language: PhoneLanguage, index: number): Promise<void>;
  otherWay(): void;
  back(): void;
  cancel(): void;
}

export interface LoginShown extends Shown {
  readonly kind: 'login';
  readonly screen: LoginScreen;
  readonly digits: string;
  readonly mask: MaskedNumber | null;
  readonly consentError: ConsentError | null;
  readonly attention: Attention | null;
  readonly tokenCarrier: Carrier | null;
  paste(text: string): void;
  login(): Promise<void>;
}

export interface VerifyShown extends Shown {
  readonly kind: 'verify';
  readonly screen: VerifyScreen;
  readonly text: string;
  readonly reading: NumberReading | null;
  readonly numberAsked: boolean;
  readonly attention: { on: 'number' | 'box' } | null;
  verify(): Promise<void>;
}
