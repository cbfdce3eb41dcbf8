import { SvelteSet } from 'svelte/reactivity';

/** Where the reader is in the scenarios: it outlives a change of views. */
export const listPlace = $state({
  text: '',
  tag: '',
  /** The open scenario's id, or a fresh draft's key. */
  open: null as string | null,
  tab: 'about' as 'about' | 'result' | 'text',
  chosen: new SvelteSet<string>(),
});
