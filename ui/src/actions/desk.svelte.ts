// What actions act on, and the one list of them: the palette, the menu, the shortcuts and their sheet all draw from it.
import { getContext, setContext } from 'svelte';
import type { Flow } from '../bindings/Flow';
import type { RunnableFlow } from '../flow-view/flow-model';
import { asProblem } from '../backend/problem';
import type { View } from '../shell/views';
import type { Bench } from '../state/bench.svelte';
import type { Lab } from '../state/lab.svelte';
import type { Action } from './action';
import { listActions } from './list';

/** What an action opens over the window. */
export type Sheet = 'palette' | 'shortcuts' | 'about';

export interface DeskParts {
  lab: Lab;
  bench: Bench;
  /** The flows, where the phone is now: here or on the stage. */
  flows: () => Record<Flow, RunnableFlow>;
  view: () => View;
}

export class Desk {
  readonly lab: Lab;
  readonly bench: Bench;
  /** What is open over the window. */
  sheet = $state<Sheet | null>(null);
  actions = $derived.by<readonly Action[]>(() => listActions(this));

  #flows: () => Record<Flow, RunnableFlow>;
  #view: () => View;

  constructor({ lab, bench, flows, view }: DeskParts) {
    this.lab = lab;
    this.bench = bench;
    this.#flows = flows;
    this.#view = view;
  }

  get flows(): Record<Flow, RunnableFlow> {
    return this.#flows();
  }

  get view(): View {
    return this.#view();
  }

  /** The flow that is in view, or the one that an action goes to. */
  get flow(): Flow {
    return this.view === 'verify' ? 'verify' : 'login';
  }

  action(id: string): Action | undefined {
    return this.actions.find((action) => action.id === id);
  }

  /** Does it, if it can be done now. What fails is told where commands' failures are. */
  async perform(action: Action | undefined): Promise<void> {
    if (!action || action.when?.() === false) return;
    try {
      await action.run();
    } catch (error) {
      this.lab.problem = asProblem(error);
    }
  }

  goTo(view: View, place = ''): void {
    location.hash = place ? `#${view}/${place}` : `#${view}`;
  }
}

export const deskKey = Symbol('desk');
export const provideDesk = (desk: Desk): Desk => setContext(deskKey, desk);
export const useDesk = (): Desk => getContext<Desk>(deskKey);
