import { render } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import type { Component } from 'svelte';
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
  const view = render(component, { props, context: new Map([[labKey, lab]]) } as never);
  return { lab, backend, view, user: userEvent.setup() };
}
