import type { NumberReading } from '../bindings/NumberReading';
import type { VerifyReply } from '../bindings/VerifyReply';
import type { Connection } from '../sdk/index';
import type { VerifyDoors } from './doors';
import type { AppDocument, Failure, VerifyScreen } from './screens';
import { answered, SUCCESS } from './sdk-calls';
import type { VerifyShown } from './shown';
import { StepFlow } from './step-flow.svelte';
import { verifySteps, type StepArguments, type VerifyStepName } from './steps';
import { holdToken } from './token-life';
import { failureOf } from './verdict';

/** Verification of a typed number. No call is made before the user agreed, so the check comes after the form's button. */
export class VerifyFlow extends StepFlow<VerifyStepName> implements VerifyShown {
  readonly kind = 'verify' as const;
  screen = $state<VerifyScreen>({ name: 'start' });
  /** What the user typed, as typed. */
  text = $state('');
  /** What the program makes of it; null while it reads or when there is nothing to read. */
  reading = $state.raw<NumberReading | null>(null);
  /** The box. Only the user's own hand ticks it. */
  agreed = $state(false);
  /** The button was pressed without a number to verify. */
  numberAsked = $state(false);
  /** How often the button was pressed without the tick since the box was last touched. */
  tickAsked = $state(0);
  attention = $state.raw<{ on: 'number' | 'box' } | null>(null);
  #latest: Promise<void> = Promise.resolve();
  #answer: { result: NonNullable<VerifyReply['result']>; number: string } | null = null;

  constructor(protected override readonly doors: VerifyDoors) {
    super('verify', doors, verifySteps);
  }

  /** Up to the form; on Wi-Fi only as far as the warning. */
  async start(): Promise<void> {
    this.stop();
    this.clearSteps();
    // Consent is asked for anew; the number that was filled in stays.
    this.agreed = false;
    this.tickAsked = 0;
    this.numberAsked = false;
    if (this.network('network') === 'wifi') this.screen = { name: 'wifiWarning', failed: false };
    else this.#form();
  }

  /** The Wi-Fi warning's "go on anyway". */
  async goOn(): Promise<void> {
    this.#form();
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

  /** Types for the user, whole text as typed: never ticks, never submits. */
  fill(text: string): void {
    this.text = text;
    this.numberAsked = false;
    this.reading = null;
    this.#latest = text.trim() === '' ? Promise.resolve() : this.#read(text);
  }

  /** The form's button. Number first, then the tick, then the calls; a second press does nothing. */
  async verify(): Promise<void> {
    if (this.running || this.screen.name !== 'form') return;
    const run = this.begin();
    await this.#latest;
    if (this.isCurrent(run) && this.#ready()) {
      this.set('consent', 'ok', null);
      // What an earlier try came to is not this one's.
      for (const step of ['exchange', 'done'] as const) this.set(step, 'idle', null);
      // What is typed while the calls run is not what the user agreed to have verified.
      const number = this.#typedNumber();
      if ((await this.#check(run, {})) && (await this.#token(run, {}))) await this.#exchange(run, number);
    }
    this.end(run);
  }

  /** One step alone, in any order, with raw arguments. */
  async runStep(step: VerifyStepName, args: StepArguments = {}): Promise<void> {
    if (this.running && this.current === step) return;
    const run = this.begin();
    switch (step) {
      case 'network':
        this.network('network');
        break;
      case 'check':
        await this.#check(run, args);
        break;
      case 'consent':
        this.#form();
        break;
      case 'token':
        if (await this.#token(run, args)) this.screen = { name: 'tokenReady' };
        break;
      case 'exchange':
        await this.#exchange(run, this.#typedNumber());
        break;
      case 'done':
        this.#done();
    }
    this.end(run);
  }

  /** The box. */
  agree(agreed: boolean): void {
    this.agreed = agreed;
    this.tickAsked = 0;
  }

  /** Back to the beginning; an answer that is still under way changes nothing any more. */
  cancel(): void {
    this.stop();
    this.screen = { name: 'start' };
    this.#clear();
  }

  /** As if the page had been loaded anew. */
  reset(): void {
    this.forget();
    this.#answer = null;
    this.screen = { name: 'start' };
    this.#clear();
  }

  otherWay(): void {
    this.stop();
    this.screen = { name: 'otherWay', back: settled(this.screen) };
  }

  read(document: AppDocument): void {
    if (this.running) return;
    this.screen = { name: 'document', document, back: this.screen };
  }

  back(): void {
    if (this.screen.name === 'otherWay' || this.screen.name === 'document') this.screen = this.screen.back;
    else this.cancel();
  }

  /** After a result or a failure: the form again, the number kept. */
  tryAgain(): void {
    this.#form();
  }

  /** Exchanges the token of a lone step. */
  async exchange(): Promise<void> {
    await this.runStep('exchange');
  }

  /** Called once a second while a token waits. */
  watchToken(): void {
    if (this.screen.name === 'tokenReady' && this.tokenSecondsLeft() === 0) this.#expired();
  }

  /** Only the answer to what stands in the field now counts. */
  async #read(text: string): Promise<void> {
    const reading = await this.doors.readNumber(text).catch(() => null);
    if (this.text === text) this.reading = reading;
  }

  #ready(): boolean {
    if (this.reading?.number == null || this.reading.error !== null) {
      this.numberAsked = true;
      this.attention = { on: 'number' };
      return false;
    }
    if (this.agreed) return true;
    this.tickAsked += 1;
    this.attention = { on: 'box' };
    return false;
  }

  #form(): void {
    this.current = 'consent';
    this.screen = { name: 'form' };
    this.attention = { on: 'number' };
  }

  #expired(): void {
    this.expire();
    this.#fail('TokenExpired');
  }

  #fail(code: string): void {
    this.screen = { name: 'error', failure: { code, carrierCode: null } };
  }

  async #check(run: number, args: StepArguments): Promise<boolean> {
    const code = await this.check(run, 'check', args);
    if (code === null) return false;
    if (code === String(SUCCESS)) return true;
    this.screen = { name: 'checkFailed', failure: { code, carrierCode: null } };
    return false;
  }

  async #token(run: number, args: StepArguments): Promise<boolean> {
    this.enter('token');
    const options = { timeout: this.timeout('getVerifyToken', args) };
    // The one that carried the call: it may be another by the answer.
    const connection = this.server.getConnection();
    const result = await answered((all) => this.server.getVerifyToken(all), options);
    if (!this.isCurrent(run)) return false;
    if (result.code === SUCCESS && result.spToken !== undefined) {
      this.set('token', 'ok', String(result.code));
      this.token = holdToken(this.doors, result.spToken, result.vender ?? null);
      return true;
    }
    this.set('token', 'failed', String(result.code));
    const failure: Failure = failureOf(result);
    this.screen = { name: 'tokenFailed', reason: this.#reason(result.code, connection), failure };
    return false;
  }

  #reason(code: number, connection: Connection): 'quota' | 'wifi' | 'other' {
    if (code !== 600011) return 'other';
    const quota = this.doors.simulation().verify_quota;
    if (quota && quota.used >= quota.limit) return 'quota';
    return connection === 'wifi' ? 'wifi' : 'other';
  }

  #typedNumber(): string {
    return this.reading?.number ?? this.text;
  }

  async #exchange(run: number, number: string): Promise<void> {
    this.enter('exchange');
    let reply: Pick<VerifyReply, 'code' | 'result'>;
    try {
      reply = await this.doors.server.verifyPhoneWithToken(number, this.token?.value ?? '');
    } catch {
      reply = { code: 'Unreachable', result: null };
    }
    if (!this.isCurrent(run)) return;
    const result = reply.code === 'OK' ? reply.result : null;
    this.set('exchange', result ? 'ok' : 'failed', reply.code);
    if (result) {
      this.#answer = { result, number };
      this.#done();
    } else if (reply.code === 'isv.TOKEN_INVALID' && this.tokenSecondsLeft() === 0) {
      this.#expired();
    } else {
      this.#fail(reply.code);
    }
  }

  #done(): void {
    this.current = 'done';
    this.set('done', this.#answer ? 'ok' : 'failed', this.#answer?.result ?? null);
    if (this.#answer) this.screen = { name: 'result', ...this.#answer };
    else this.#fail('NotVerified');
  }

  #clear(): void {
    this.text = '';
    this.reading = null;
    this.agreed = false;
    this.numberAsked = false;
    this.tickAsked = 0;
    this.attention = null;
  }
}

/** Where to return after a detour: a page that a user can stay on. */
function settled(screen: VerifyScreen): VerifyScreen {
  const lasting: VerifyScreen['name'][] = ['start', 'form', 'result', 'tokenReady', 'wifiWarning'];
  return lasting.includes(screen.name) ? screen : { name: 'start' };
}
