import type { AuthTokenReply } from '../bindings/AuthTokenReply';
import type { Carrier } from '../bindings/Carrier';
import type { Facts } from '../bindings/Facts';
import type { Flow } from '../bindings/Flow';
import type { NumberReading } from '../bindings/NumberReading';
import type { PhoneLanguage } from '../bindings/PhoneLanguage';
import type { PhoneReply } from '../bindings/PhoneReply';
import type { Simulation } from '../bindings/Simulation';
import type { Timeouts } from '../bindings/Timeouts';
import type { VerifyReply } from '../bindings/VerifyReply';

/** The app's own server, which alone talks to the cloud. */
export interface Server {
  getAuthToken(flow: Flow): Promise<AuthTokenReply>;
  getPhoneWithToken(spToken: string): Promise<PhoneReply>;
  verifyPhoneWithToken(phoneNumber: string, spToken: string): Promise<VerifyReply>;
}

/** accessToken and jwtToken as a call of the SDK takes them. */
export type Tokens = { accessToken: string | undefined; jwtToken: string | undefined };

/** Everything that the customer's app reaches besides the page SDK. */
export interface FlowDoors {
  server: Server;
  /** Seconds for each call. */
  timeouts(): Timeouts;
  /** Tries left, quota and the moved calendar: what the SDK's results do not say. */
  simulation(): Simulation;
  /** The carriers' names, agreements and rules. */
  facts(): Facts;
  /** Puts the device on cellular data; the page SDK's connection must say so when this resolves. */
  turnWifiOff(): Promise<unknown>;
  /** Opens the carrier's agreement in the system's browser; rejects when that fails. */
  openAgreement(carrier: Carrier): Promise<unknown>;
  /** Opens an agreement of the customer's wording that is kept for this language, by its place; rejects when that fails. */
  openOwnAgreement(language: PhoneLanguage, index: number): Promise<unknown>;
  /** Tokens of an earlier day, if somebody kept some: for steps that run with `expired`. */
  agedTokens?(flow: Flow): Promise<Tokens>;
}

export interface VerifyDoors extends FlowDoors {
  /** What the program makes of a typed number. */
  readNumber(text: string): Promise<NumberReading>;
}
