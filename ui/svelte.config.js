import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

const STATIC_STYLE = 'style="display: contents;"';

/**
 * The window's CSP refuses a static style attribute; what bits-ui has of these becomes a directive, which sets a property.
 *
 * @type {import('svelte/compiler').PreprocessorGroup}
 */
const withoutStaticStyles = {
  name: 'without-static-styles',
  markup: ({ content, filename }) =>
    filename?.includes('/bits-ui/') && content.includes(STATIC_STYLE)
      ? { code: content.replaceAll(STATIC_STYLE, 'style:display="contents"') }
      : undefined,
};

/** @type {import('@sveltejs/vite-plugin-svelte').SvelteConfig} */
export default {
  preprocess: [vitePreprocess(), withoutStaticStyles],
  // External styles: the window's CSP refuses a <style> that is put in by script.
  compilerOptions: { runes: true, css: 'external' },
};
