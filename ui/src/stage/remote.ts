// The flow on the stage, as the main window's controls use it: what they do goes there, what it shows comes back.
import { asProblem } from '../backend/problem';
import type { Flow } from '../bindings/Flow';
import type { StageAct } from '../bindings/StageAct';
import type { StagePicture } from '../bindings/StagePicture';
import type { Answer } from '../flow-view/answers';
import { stepsOf, type RunnableFlow } from '../flow-view/flow-model';
import type { StepForm } from '../flow-view/step-arguments';
import type { StepArguments, StepState } from '../phone/steps';
import type { Lab } from '../state/lab.svelte';

export class StageRemote implements RunnableFlow {
  constructor(
    readonly lab: Lab,
    readonly kind: Flow,
  ) {}

  /** What the stage shows, if it is this flow. */
  get picture(): StagePicture | null {
    const { picture } = this.lab.stage;
    return picture?.flow === this.kind ? picture : null;
  }

  get steps(): Record<string, StepState> {
    const idle: StepState = { status: 'idle', code: null };
    const told = new Map(this.picture?.steps.map(({ step, status, code }) => [step as string, { status, code }]));
    return Object.fromEntries(stepsOf(this.kind).map(({ name }) => [name, told.get(name) ?? idle]));
  }

  get current(): string {
    return this.picture?.current ?? 'network';
  }

  get running(): boolean {
    return this.picture?.running ?? false;
  }

  start = (): Promise<void> => this.#act({ act: 'start' });
  runStep = (step: string, _args: StepArguments, form: StepForm): Promise<void> =>
    this.#act({ act: 'step', step: step as StagePicture['current'], form });
  fill(_text: string, answer: Answer): void {
    void this.#act({ act: 'fill', answer });
  }
  reset(): void {
    void this.#act({ act: 'reset' });
  }
  /** Has the stage show this flow. */
  show = (): Promise<void> => this.#act({ act: 'show', flow: this.kind });

  async #act(act: StageAct): Promise<void> {
    try {
      await this.lab.backend.stageAct(act);
    } catch (error) {
      this.lab.problem = asProblem(error);
    }
  }
}
