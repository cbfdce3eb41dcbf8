import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

/** @type {import('@sveltejs/vite-plugin-svelte').SvelteConfig} */
export default {
  preprocess: vitePreprocess(),
  // External styles: the window's CSP refuses a <style> that is put in by script.
  compilerOptions: { runes: true, css: 'external' },
};
