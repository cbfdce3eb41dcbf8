import { mount } from 'svelte';
import App from './App.svelte';
import type { Backend } from './backend/backend';
import { insideWindow } from './backend/ipc';
import { replayBackend, type Fixture } from './backend/replay';
import { tauriBackend } from './backend/tauri';
import './styles/tokens.css';
import './styles/base.css';

/** The program in its window; in a plain browser the recording that the address names (`?replay=login`). */
async function chooseBackend(): Promise<Backend> {
  const recording = new URLSearchParams(location.search).get('replay');
  if (insideWindow() || recording === null) return tauriBackend();
  const name = recording.replace(/[^\w-]/g, '');
  const fixture = (await (await fetch(`./tests/fixtures/${name}.json`)).json()) as Fixture;
  return replayBackend(fixture);
}

const target = document.getElementById('app');
if (target) mount(App, { target, props: { backend: await chooseBackend() } });
