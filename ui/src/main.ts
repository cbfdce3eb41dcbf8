import { mount } from 'svelte';
import App from './App.svelte';
import type { Backend } from './backend/backend';
import { insideWindow } from './backend/ipc';
import type { Fixture } from './backend/replay';
import { tauriBackend } from './backend/tauri';
import './styles/tokens.css';
import './styles/base.css';

/** The program in its window; while one works at the page in a plain browser, the recording that the address names (`?replay=login`). */
async function chooseBackend(): Promise<Backend> {
  if (import.meta.env.DEV && !insideWindow()) {
    const recording = new URLSearchParams(location.search).get('replay');
    if (recording !== null) {
      const name = recording.replace(/[^\w-]/g, '');
      const fixture = (await (await fetch(`./tests/fixtures/${name}.json`)).json()) as Fixture;
      const { replayBackend } = await import('./backend/replay');
      return replayBackend(fixture);
    }
  }
  return tauriBackend();
}

const target = document.getElementById('app');
if (target) mount(App, { target, props: { backend: await chooseBackend() } });
