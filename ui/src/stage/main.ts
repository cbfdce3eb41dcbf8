import { mount } from 'svelte';
import '../styles/tokens.css';
import '../styles/base.css';
import { stageBackend } from './commands';
import Stage from './Stage.svelte';

const target = document.getElementById('app');
if (target) mount(Stage, { target, props: { backend: stageBackend() } });
