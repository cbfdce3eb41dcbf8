// Builds the page SDK for pages outside this program: `--mode classic` and `--mode module` are what `numberauth serve` serves
// (embedded by the scenario crate's build.rs), `--mode package` is what `npm pack` packs.
import { defineConfig } from 'vite';

const outputs = {
  classic: { folder: 'dist-sdk', file: 'numberauth.js', format: 'iife' },
  module: { folder: 'dist-sdk', file: 'numberauth.mjs', format: 'es' },
  package: { folder: 'src/sdk/dist', file: 'index.js', format: 'es' },
} as const;

export default defineConfig(({ mode }) => {
  if (!(mode in outputs)) throw new Error(`--mode is one of ${Object.keys(outputs).join(', ')}, not ${mode}`);
  const { folder, file, format } = outputs[mode as keyof typeof outputs];
  return {
    // `npm pack` starts it in src/sdk.
    root: import.meta.dirname,
    configFile: false,
    publicDir: false,
    build: {
      target: 'es2022',
      outDir: folder,
      // Two of the outputs share a folder.
      emptyOutDir: mode === 'package',
      // A page of one's own is debugged in the browser: readable, and 10 kB on loopback.
      minify: false,
      lib: { entry: `src/sdk/entry/${mode}.ts`, formats: [format], fileName: () => file, name: 'numberauth' },
    },
  };
});
