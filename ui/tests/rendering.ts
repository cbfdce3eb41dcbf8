import { render } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import type { Component } from 'svelte';
import { Bench, benchKey } from '../src/state/bench.svelte';
import { Lab, labKey } from '../src/state/lab.svelte';
import { FakeBackend } from './samples';

/** A component with a connected lab around it. */
export async function renderInLab<Props extends Record<string, unknown>>(
  component: Component<Props>,
  props: Props,
  backend = new FakeBackend(),
) {
  const lab = new Lab(backend);
  await lab.connect();
  const bench = new Bench(lab);
  const context = new Map<symbol, unknown>([
    [labKey, lab],
    [benchKey, bench],
  ]);
  const view = render(component, { props, context } as never);
  return { lab, bench, backend, view, user: userEvent.setup() };
}
