import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import LiveWindow from '../../src/live/LiveWindow.svelte';
import { FakeLiveBackend } from './samples';

/** The Live window over a backend, opened. */
export async function openLive(backend = new FakeLiveBackend()) {
  render(LiveWindow, { backend });
  await screen.findByRole('heading', { name: '档案' });
  return { backend, user: userEvent.setup() };
}

/** The form or the answer of one action. */
export function action(name: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(`[data-action=${name}]`);
  if (!found) throw new Error(`no action ${name}`);
  return found;
}
