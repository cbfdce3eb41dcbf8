import type { PhoneReply } from '../bindings/PhoneReply';
import { onlyDigits, pastedMiddle } from './digits';
import type { FlowDoors } from './doors';
import { maskedNumber, type MaskedNumber } from './masked-number';
import type { AppDocument, Failure, LoginScreen } from './screens';
import { answered, SUCCESS } from './sdk-calls';
import type { LoginShown } from './shown';
import { StepFlow } from './step-flow.svelte';
import { loginSteps, type StepArguments, type StepName } from './steps';
import { holdToken } from './token-life';
import { exchangeVerdict, failureOf, maskVerdict, tokenVerdict } from './verdict';

/** What is wrong on the consent page, said under the digits. */
export type ConsentError =
  { kind: 'incomplete' | 'wrongDigits' | 'otherNumber' } | { kind: 'failed'; failure: Failure };

/** Where the focus should go; a new object each time. */
export type Attention = { on: 'digits' | 'box' };

/** One-tap login as a customer's page does it, in the seed's order. */
export class LoginFlow extends StepFlow<StepName> implements LoginShown {
  readonly kind = 'login' as const;
  screen = $state<LoginScreen>({ name: 'start' });
  /** The four digits as typed so far. */
  digits = $state('');
  /** The box. Only the user's own hand ticks it. */
  agreed = $state(false);
  mask = $state<MaskedNumber | null>(null);
  consentError = $state<ConsentError | null>(null);
  /** How often the button was pressed without the tick since the box was last touched. */
  tickAsked = $state(0);
  attention = $state.raw<Attention | null>(null);
  #number: string | null = null;

  constructor(doors: FlowDoors) {
    super('login', doors, loginSteps);
  }

  /** The whole flow up to the consent page; on Wi-Fi only as far as the warning. */
  async start(): Promise<void> {
    const run = this.begin();
    this.clearSteps();
    if (this.network('network') === 'wifi') {
      this.screen = { name: 'wifiWarning', failed: false };
      this.end(run);
    } else {
      await this.#prepare(run);
    }
  }

  /** The Wi-Fi warning's "go on anyway". */
  async goOn(): Promise<void> {
    await this.#prepare(this.begin());
  }

  /** The Wi-Fi warning's first button: cellular, then from the start. */
  async turnWifiOff(): Promise<void> {
    const run = this.begin();
    try {
      await this.doors.turnWifiOff();
    } catch {
      if (this.isCurrent(run)) this.screen = { name: 'wifiWarning', failed: true };
      this.end(run);
      return;
    }
    if (this.isCurrent(run)) await this.start();
  }

  /** The consent page's button. Digits first, then the tick, then the call; a second press does nothing. */
  async login(): Promise<void> {
    if (this.running || this.screen.name !== 'consent') return;
    if (this.digits.length < 4) {
      this.consentError = { kind: 'incomplete' };
      this.attention = { on: 'digits' };
      return;
    }
    if (!this.agreed) {
      this.tickAsked += 1;
      this.attention = { on: 'box' };
      return;
    }
    const run = this.begin();
    this.set('consent', 'ok', null);
    this.consentError = null;
    if (await this.#token(run, {})) await this.#exchange(run);
    this.end(run);
  }

  /** One step alone, in any order, with raw arguments. */
  async runStep(step: StepName, args: StepArguments = {}): Promise<void> {
    if (this.running && this.current === step) return;
    const before = this.screen;
    const run = this.begin();
    switch (step) {
      case 'network':
        this.network('network');
        break;
      case 'check':
        this.screen = { name: 'loading' };
        if (await this.#check(run, args)) this.screen = settled(before);
        break;
      case 'mask':
        this.screen = { name: 'loading' };
        await this.#mask(run, args);
        break;
      case 'consent':
        this.#consent();
        break;
      case 'token':
        if ((await this.#token(run, args)) && this.screen.name !== 'consent') this.screen = { name: 'tokenReady' };
        break;
      case 'exchange':
        await this.#exchange(run);
        break;
      case 'done':
        this.#done();
    }
    this.end(run);
  }

  /** Types for the user: never ticks, never submits. */
  fill(digits: string): void {
    this.digits = onlyDigits(digits).slice(0, 4);
    this.consentError = null;
  }

  /** What the user pasted: the middle of the whole number too, when it is the one on the page. */
  paste(text: string): void {
    if (!this.mask) return;
    const middle = pastedMiddle(text, this.mask.head, this.mask.tail);
    if (middle === null) this.consentError = { kind: 'otherNumber' };
    else this.fill(middle);
  }

  /** The box. */
  agree(agreed: boolean): void {
    this.agreed = agreed;
    this.tickAsked = 0;
  }

  /** Back to the beginning; an answer that is still under way changes nothing any more. */
  cancel(): void {
    this.stop();
    this.#number = null;
    this.screen = { name: 'start' };
    this.#clearConsent();
  }

  /** As if the page had been loaded anew. */
  reset(): void {
    this.forget();
    this.#number = null;
    this.mask = null;
    this.screen = { name: 'start' };
    this.#clearConsent();
  }

  /** Other ways to log in; {@link back} returns. */
  otherWay(): void {
    this.stop();
    this.screen = { name: 'otherWay', back: settled(this.screen) };
  }

  /** One of the app's own documents; {@link back} returns. */
  read(document: AppDocument): void {
    if (this.running) return;
    this.screen = { name: 'document', document, back: this.screen };
  }

  back(): void {
    if (this.screen.name === 'otherWay' || this.screen.name === 'document') this.screen = this.screen.back;
    else this.cancel();
  }

  /** After an expired token: the mask still serves, the digits stay. */
  tryAgain(): void {
    if (this.mask) this.#showConsent();
    else void this.start();
  }

  /** Exchanges the token of a lone step. */
  async exchange(): Promise<void> {
    await this.runStep('exchange');
  }

  /** Called once a second while a token waits. */
  watchToken(): void {
    if (this.screen.name === 'tokenReady' && this.tokenSecondsLeft() === 0) this.#expired();
  }

  async #prepare(run: number): Promise<void> {
    this.screen = { name: 'loading' };
    if (await this.#check(run, {})) await this.#mask(run, {});
    this.end(run);
  }

  async #check(run: number, args: StepArguments): Promise<boolean> {
    const code = await this.check(run, 'check', args);
    if (code === null) return false;
    if (code === String(SUCCESS)) return true;
    this.screen = { name: 'checkFailed', failure: { code, carrierCode: null } };
    return false;
  }

  async #mask(run: number, args: StepArguments): Promise<void> {
    this.enter('mask');
    const options = { timeout: this.timeout('getLoginMaskPhone', args) };
    // The one that carried the call: it may be another by the answer.
    const connection = this.server.getConnection();
    const result = await answered((all) => this.server.getLoginMaskPhone(all), options);
    if (!this.isCurrent(run)) return;
    const mask = result.code === SUCCESS ? maskedNumber(result) : null;
    this.set('mask', mask ? 'ok' : 'failed', String(result.code));
    if (mask) {
      this.mask = mask;
      this.#clearConsent();
      this.#consent();
      return;
    }
    const reason = maskVerdict(result, connection);
    this.screen = reason === 'locked' ? { name: 'locked' } : { name: 'maskFailed', reason, failure: failureOf(result) };
  }

  #consent(): void {
    // What was agreed to for a login that is done does not hold for the next one.
    if (this.screen.name === 'signedIn') this.#clearConsent();
    if (this.mask) return this.#showConsent();
    this.current = 'consent';
    this.set('consent', 'failed', null);
    this.screen = { name: 'error', failure: { code: 'NoMask', carrierCode: null } };
  }

  #showConsent(): void {
    this.current = 'consent';
    this.set('consent', 'idle', null);
    this.screen = { name: 'consent' };
    this.attention = { on: 'digits' };
  }

  async #token(run: number, args: StepArguments): Promise<boolean> {
    this.enter('token');
    const mask = 'mask' in args ? args.mask : this.digits;
    const options = { mask, timeout: this.timeout('getLoginToken', args) };
    const result = await answered((all) => this.server.getLoginToken(all), options);
    if (!this.isCurrent(run)) return false;
    if (result.code === SUCCESS && result.spToken !== undefined) {
      this.set('token', 'ok', String(result.code));
      this.token = holdToken(this.doors, result.spToken, result.vender ?? null);
      return true;
    }
    this.set('token', 'failed', String(result.code));
    const verdict = tokenVerdict(result);
    if (verdict === 'locked') this.screen = { name: 'locked' };
    else this.#tryDigitsAgain(verdict === 'wrongDigits', failureOf(result));
    return false;
  }

  async #exchange(run: number): Promise<void> {
    this.enter('exchange');
    const token = this.token;
    let reply: Pick<PhoneReply, 'code' | 'number'>;
    try {
      reply = await this.doors.server.getPhoneWithToken(token?.value ?? '');
    } catch {
      reply = { code: 'Unreachable', number: null };
    }
    if (!this.isCurrent(run)) return;
    if (reply.code === 'OK' && reply.number !== null) {
      this.set('exchange', 'ok', 'OK');
      if (token) token.spent = true;
      this.#number = reply.number;
      this.#done();
      return;
    }
    this.set('exchange', 'failed', reply.code);
    const rules = this.doors.facts().rules.find((one) => one.carrier === token?.carrier);
    const verdict = exchangeVerdict(reply.code, token, this.tokenSecondsLeft(), rules);
    if (token && reply.code === 'isv.TOKEN_INVALID') token.spent = true;
    if (verdict === 'locked') this.screen = { name: 'locked' };
    else if (verdict === 'expired') this.#expired();
    else this.#tryDigitsAgain(verdict === 'wrongDigits', { code: reply.code, carrierCode: null });
  }

  #expired(): void {
    this.expire();
    this.screen = { name: 'tokenExpired' };
  }

  /** The tick survives; wrong digits are cleared, anything else keeps them. */
  #tryDigitsAgain(wrong: boolean, failure: Failure): void {
    if (wrong && this.mask) {
      this.digits = '';
      this.consentError = { kind: 'wrongDigits' };
      this.screen = { name: 'consent' };
      this.attention = { on: 'digits' };
    } else if (this.screen.name === 'consent') {
      this.consentError = { kind: 'failed', failure };
    } else {
      this.screen = { name: 'error', failure };
    }
  }

  #done(): void {
    this.current = 'done';
    this.set('done', this.#number === null ? 'failed' : 'ok', null);
    this.screen =
      this.#number === null
        ? { name: 'error', failure: { code: 'NotSignedIn', carrierCode: null } }
        : { name: 'signedIn', number: this.#number };
  }

  #clearConsent(): void {
    this.digits = '';
    this.agreed = false;
    this.consentError = null;
    this.tickAsked = 0;
    this.attention = null;
  }
}

/** Where to return after a detour: a page that a user can stay on. */
function settled(screen: LoginScreen): LoginScreen {
  const lasting: LoginScreen['name'][] = ['start', 'consent', 'signedIn', 'tokenReady', 'wifiWarning'];
  return lasting.includes(screen.name) ? screen : { name: 'start' };
}
