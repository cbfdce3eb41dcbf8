import { render } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import type { Component } from 'svelte';
import { Desk, deskKey } from '../src/actions/desk.svelte';
import type { RunnableFlow } from '../src/flow-view/flow-model';
import { viewOf } from '../src/shell/views';
import { Bench, benchKey } from '../src/state/bench.svelte';
import { Lab, labKey } from '../src/state/lab.svelte';
import { FakeBackend } from './samples';

/** A flow that remembers what it was told. */
function idleFlow(): RunnableFlow & { told: string[] } {
  const told: string[] = [];
  return {
    told,
    steps: {},
    current: 'start',
    running: false,
    start: async () => void told.push('start'),
    runStep: async (step) => void told.push(step),
    fill: (text) => void told.push(text),
    reset: () => void told.push('reset'),
  };
}

/** A component with a connected lab around it. */
export async function renderInLab<Props extends Record<string, unknown>>(
  component: Component<Props>,
  props: Props,
  backend = new FakeBackend(),
) {
  const lab = new Lab(backend);
  await lab.connect();
  const bench = new Bench(lab);
  const flows = { login: idleFlow(), verify: idleFlow() };
  const desk = new Desk({
    lab,
    bench,
    flows: () => flows,
    view: () => viewOf(location.hash),
  });
  const context = new Map<symbol, unknown>([
    [labKey, lab],
    [benchKey, bench],
    [deskKey, desk],
  ]);
  const view = render(component, { props, context } as never);
  return { lab, bench, desk, backend, view, user: userEvent.setup() };
}
