// What a selector costs: one `:has()` anywhere, and WebKit looks at the styles of the whole page again at each element that comes or goes.
// Measured: 20 ms for one element in a page of a few hundred, 0.3 ms without.
import { expect, it } from 'vitest';

const sources = import.meta.glob<string>(['../src/**/*.svelte', '../src/**/*.css'], {
  query: '?raw',
  import: 'default',
  eager: true,
});

it('finds the styles', () => expect(Object.keys(sources).length).toBeGreaterThan(50));

it.each(Object.entries(sources))('%s: no style asks for what is inside of an element', (_, source) => {
  expect(source.match(/:has\([^)]*\)/g) ?? []).toEqual([]);
});
