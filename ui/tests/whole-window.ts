// The whole window over the second backend: what a person sees in it and does with it.
import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect } from 'vitest';
import App from '../src/App.svelte';
import type { Backend } from '../src/backend/backend';
import { replayBackend } from '../src/backend/replay';
import { recording, type RecordingName } from './recordings';

/** What is asked by the window itself, whatever is pressed; an SDK that nobody holds is closed when its memory is taken back. */
const UNASKED = ['connect', 'listScenarios', 'matrix', 'followMenu', 'sdkClose'];

/** Every command that the page sends, by name, before the backend answers it. */
function counted(backend: Backend): { backend: Backend; asked: string[] } {
  const asked: string[] = [];
  const watched = new Proxy(backend, {
    get(target, name: keyof Backend & string) {
      const command = target[name] as (...args: unknown[]) => unknown;
      return (...args: unknown[]) => {
        if (!UNASKED.includes(name)) asked.push(name);
        return command(...args);
      };
    },
  });
  return { backend: watched, asked };
}

export async function openWindow(name: RecordingName) {
  const fixture = recording(name);
  const { backend, asked } = counted(replayBackend(fixture));
  render(App, { backend });
  await screen.findByRole('navigation');
  const user = userEvent.setup();
  const phone = () => within(screen.getByRole('region', { name: '手机画面：示例应用' }));
  return {
    user,
    asked,
    fixture,
    phone,
    /** Waits for a screen of the phone. */
    screen: (wanted: string) =>
      waitFor(() => expect(document.querySelector<HTMLElement>('[data-screen]')?.dataset.screen).toBe(wanted)),
    press: async (label: string) => user.click(await phone().findByRole('button', { name: label })),
    start: () => user.click(screen.getByRole('button', { name: '开始' })),
    tick: () => user.click(phone().getByRole('checkbox', { name: /我已阅读并同意/ })),
    digits: () => phone().getByRole<HTMLInputElement>('textbox', { name: /手机号中间四位/ }),
    /** Each row of the log: its call, its code, and what stands in it. */
    rows: () =>
      [...document.querySelectorAll<HTMLElement>('[data-operation]')].map((row) => ({
        call: row.dataset.operation,
        code: row.querySelector<HTMLElement>('[data-code]')?.dataset.code,
        text: row.textContent?.replace(/\s+/g, ' ') ?? '',
        element: row,
      })),
  };
}
export type WholeWindow = Awaited<ReturnType<typeof openWindow>>;
