// The stage's picture of the program, and the two flows that run in its page. It asks and shows; Rust decides.
import { asProblem } from '../backend/problem';
import type { Facts } from '../bindings/Facts';
import type { Flow } from '../bindings/Flow';
import type { NextOutcome } from '../bindings/NextOutcome';
import type { Settings } from '../bindings/Settings';
import type { Simulation } from '../bindings/Simulation';
import type { StageAct } from '../bindings/StageAct';
import type { Update } from '../bindings/Update';
import { rightAnswer, wrongAnswer } from '../flow-view/answers';
import { stepArguments } from '../flow-view/step-arguments';
import { canPress, pressed } from '../outcome/impossible';
import { LoginFlow } from '../phone/login-flow.svelte';
import type { StepName, VerifyStepName } from '../phone/steps';
import { VerifyFlow } from '../phone/verify-flow.svelte';
import { flowDoors } from '../state/flow-doors';
import type { StageBackend } from './backend';
import { pictureOf } from './picture';

export class StagePage {
  status = $state<'connecting' | 'ready' | 'unreachable'>('connecting');
  /** Why the program could not be reached. */
  reason = $state('');
  simulation = $state.raw<Simulation | null>(null);
  settings = $state.raw<Settings | null>(null);
  facts = $state.raw<Facts | null>(null);
  /** The flow that is shown. */
  kind = $state<Flow>('login');

  readonly login: LoginFlow;
  readonly verify: VerifyFlow;
  flow = $derived.by(() => (this.kind === 'login' ? this.login : this.verify));
  #pictures = 0;
  /** Updates that came before the snapshot. */
  #early: Update[] | null = null;

  constructor(readonly backend: StageBackend) {
    const doors = flowDoors(this);
    this.login = new LoginFlow(doors);
    this.verify = new VerifyFlow(doors);
  }

  /** Subscribes, takes the snapshot, then whatever came meanwhile. */
  async connect(): Promise<void> {
    this.status = 'connecting';
    // What the presenter did is told once: a second attempt still does it. The rest is in its snapshot.
    this.#early = (this.#early ?? []).filter(({ type }) => type === 'stage_act');
    try {
      const snapshot = await this.backend.connect((updates) => this.#receive(updates));
      this.#takeSimulation(snapshot.simulation);
      this.settings = snapshot.settings;
      this.facts = snapshot.facts;
      this.kind = snapshot.stage.flow;
      const early = this.#early ?? [];
      this.#early = null;
      this.#receive(early);
      this.status = 'ready';
    } catch (error) {
      this.reason = asProblem(error).message;
      this.status = 'unreachable';
    }
  }

  /** The phone's own switch. */
  turnWifiOff = async (): Promise<void> => {
    this.#takeSimulation(await this.backend.turnWifiOff());
  };

  /** Chooses what the next run gives; the armed one is taken back. Leaves no trace here. */
  async choose(outcome: NextOutcome): Promise<void> {
    const outcomes = this.simulation?.outcomes;
    const choice = outcomes?.choices.find((one) => one.outcome === outcome);
    if (!outcomes || !choice || !canPress(choice, outcomes.armed, this.kind)) return;
    try {
      this.#takeSimulation(await this.backend.armOutcome(pressed(outcome, outcomes.armed)));
    } catch {
      // Rust has told the presenter: nothing of it is for the audience.
    }
  }

  /** Tells the main window what the phone shows now. */
  async show(): Promise<void> {
    this.#pictures += 1;
    try {
      await this.backend.show({ ...pictureOf(this.flow), number: this.#pictures });
    } catch {
      // The window is closing, or Rust has told the presenter why not. The next change is a picture again.
    }
  }

  /** Full screen and back; null is the other of the two. */
  async fullScreen(on: boolean | null): Promise<void> {
    try {
      await this.backend.fullScreen(on);
    } catch {
      // Rust has told the presenter.
    }
  }

  #receive(updates: Update[]): void {
    if (this.#early) {
      this.#early.push(...updates);
      return;
    }
    for (const update of updates) {
      if (update.type === 'simulation') this.#takeSimulation(update.simulation);
      else if (update.type === 'settings') this.settings = update.settings;
      else if (update.type === 'stage_act') this.#act(update.act);
    }
  }

  #act(act: StageAct): void {
    switch (act.act) {
      case 'show':
        this.kind = act.flow;
        break;
      case 'start':
        void this.flow.start();
        break;
      case 'step': {
        const args = stepArguments(act.form);
        // Rust has seen to it that the step is one of the flow's.
        if (this.flow.kind === 'login') void this.flow.runStep(act.step as StepName, args);
        else void this.flow.runStep(act.step as VerifyStepName, args);
        break;
      }
      case 'fill': {
        const number = this.simulation?.device.number;
        if (number) this.flow.fill((act.answer === 'right' ? rightAnswer : wrongAnswer)(number, this.kind));
        break;
      }
      case 'reset':
        this.login.reset();
        this.verify.reset();
    }
  }

  /** A command's answer and its update may cross: the newer revision stays. */
  #takeSimulation(simulation: Simulation): void {
    if (!this.simulation || simulation.revision >= this.simulation.revision) this.simulation = simulation;
  }
}
