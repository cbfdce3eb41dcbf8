import { mount } from 'svelte';
import '../styles/tokens.css';
import '../styles/live-tokens.css';
import '../styles/base.css';
import { liveBackend } from './commands';
import LiveWindow from './LiveWindow.svelte';

const target = document.getElementById('app');
if (target) mount(LiveWindow, { target, props: { backend: liveBackend() } });
