import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vitest/config';
import { messages } from './messages-plugin.ts';

/** Short names for the components' styles: the scripts hold them some hundred times. Two files never share one. */
const named = new Map<string, string>();
function nameOf(hash: string, file: string): string {
  const name = `s-${hash.slice(0, 4)}`;
  const other = named.get(name);
  if (other !== undefined && other !== file) throw new Error(`${file} and ${other} have the style name ${name}`);
  named.set(name, file);
  return name;
}

export default defineConfig({
  plugins: [
    messages(`${import.meta.dirname}/src/messages`),
    svelte({ compilerOptions: { cssHash: ({ hash, filename }) => nameOf(hash(filename), filename) } }),
    svelteTesting(),
  ],
  clearScreen: false,
  server: { port: 5173, strictPort: true },
  build: {
    target: 'es2022',
    // The window's CSP allows no data: addresses and no inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // A page a window: the simulation's two hold nothing of the Live window's.
    rolldownOptions: { input: ['index.html', 'live.html', 'stage.html'] },
  },
  test: {
    environment: 'jsdom',
    setupFiles: ['tests/setup.ts'],
    include: ['tests/**/*.test.ts', 'src/**/*.test.ts'],
    restoreMocks: true,
    // A walk through a whole flow takes seconds on a busy machine.
    testTimeout: 30_000,
    // The tests of contrast and of forced colours read the sheets.
    css: { include: /(tokens|base|phone)\.css/ },
  },
});
