import type { Carrier } from '../bindings/Carrier';
import type { Flow } from '../bindings/Flow';
import type { PhoneLanguage } from '../bindings/PhoneLanguage';
import type { Timeouts } from '../bindings/Timeouts';
import { abandon, PhoneServerCustomization, type Connection } from '../sdk/index';
import type { FlowDoors } from './doors';
import { answered, SUCCESS } from './sdk-calls';
import type { StepArguments, StepName, StepState } from './steps';
import { NoTokens, tokensForStep } from './tokens-for-step';
import { secondsLeft, type HeldToken } from './token-life';

/** What login and verification share: the steps' states, and that starting anything replaces what is in flight. */
export abstract class StepFlow<Step extends StepName> {
  /** What each step did last. */
  steps: Record<Step, StepState>;
  /** The step that runs or comes next. */
  current: Step;
  /** A call is in flight: the buttons wait. */
  running = $state(false);

  protected server = new PhoneServerCustomization();
  protected token = $state<HeldToken | null>(null);
  #run = 0;

  protected constructor(
    protected readonly flow: Flow,
    protected readonly doors: FlowDoors,
    private readonly order: readonly Step[],
  ) {
    this.steps = $state(this.#idle());
    this.current = $state(order[0] as Step);
  }

  /** Seconds that the token in hand still lives; 0 when it has expired; null without one. */
  tokenSecondsLeft(): number | null {
    return this.token ? secondsLeft(this.doors, this.token) : null;
  }

  /** The carrier that gave the token in hand. */
  get tokenCarrier(): Carrier | null {
    return this.token?.carrier ?? null;
  }

  /** Opens a carrier's agreement in the system's browser; rejects when that fails. */
  async openAgreement(carrier: Carrier): Promise<void> {
    await this.doors.openAgreement(carrier);
  }

  /** Opens an agreement of the customer's wording; rejects when that fails. */
  async openOwnAgreement(language: PhoneLanguage, index: number): Promise<void> {
    await this.doors.openOwnAgreement(language, index);
  }

  #idle(): Record<Step, StepState> {
    return Object.fromEntries(this.order.map((step) => [step, { status: 'idle', code: null }])) as Record<
      Step,
      StepState
    >;
  }

  /** Takes the stage. Whatever was in flight before may still be answered, but changes nothing here any more. */
  protected begin(): number {
    this.stop();
    this.running = true;
    return this.#run;
  }

  protected isCurrent(run: number): boolean {
    return run === this.#run;
  }

  protected end(run: number): void {
    if (this.isCurrent(run)) this.running = false;
  }

  /** Lets go of what is in flight. */
  protected stop(): void {
    this.#run += 1;
    this.running = false;
    for (const step of this.order) if (this.steps[step].status === 'running') this.set(step, 'idle', null);
  }

  /** As new: a fresh instance of the SDK, every step idle. */
  protected forget(): void {
    this.stop();
    abandon(this.server);
    this.server = new PhoneServerCustomization();
    this.token = null;
    this.clearSteps();
  }

  protected clearSteps(): void {
    Object.assign(this.steps, this.#idle());
    this.current = this.order[0] as Step;
  }

  protected set(step: Step, status: StepState['status'], code: string | null): void {
    this.steps[step] = { status, code };
  }

  protected enter(step: Step): void {
    this.current = step;
    this.set(step, 'running', null);
  }

  /** The token in hand has outlived its life: its step says so until it runs again. */
  protected expire(): void {
    const step = 'token' as Step;
    this.set(step, 'expired', this.steps[step].code);
  }

  /** `timeout` as the tester typed it, even undefined; else the setting. */
  protected timeout(call: keyof Timeouts, args: StepArguments): unknown {
    return 'timeout' in args ? args.timeout : this.doors.timeouts()[call];
  }

  protected network(step: Step): Connection {
    const connection = this.server.getConnection();
    this.current = step;
    this.set(step, 'ok', connection);
    return connection;
  }

  /** Tokens of the app's server, then the SDK's check. Answers the code, or null when somebody else took the stage. */
  protected async check(run: number, step: Step, args: StepArguments): Promise<string | null> {
    this.enter(step);
    const call = this.flow === 'login' ? 'checkLoginAvailable' : 'checkAuthAvailable';
    let code: string;
    try {
      const tokens = await tokensForStep(this.doors, this.flow, args);
      if (!this.isCurrent(run)) return null;
      const options = { ...tokens, timeout: this.timeout(call, args) };
      code = String((await answered((all) => this.server[call](all), options)).code);
    } catch (error) {
      code = error instanceof NoTokens ? error.code : 'Unreachable';
    }
    if (!this.isCurrent(run)) return null;
    this.set(step, code === String(SUCCESS) ? 'ok' : 'failed', code);
    return code;
  }
}
