// The web view's own menu: to cut and paste in a field for text, and nowhere else.
import { render, screen } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import App from '../src/App.svelte';
import { FakeBackend } from './samples';
import { menuForTextAlone } from '../src/shell/web-view-menu';

/** Whether the web view opens its menu there. */
const opens = (place: Element): boolean =>
  place.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true }));

describe('the web view’s own menu', () => {
  it('does not offer to reload the lab', async () => {
    render(App, { backend: new FakeBackend() });
    const navigation = await screen.findByRole('navigation');
    expect(opens(navigation)).toBe(false);
    expect(opens(document.body)).toBe(false);
    expect(opens(screen.getAllByRole('button')[0] as Element)).toBe(false);
  });

  it.each([
    ['<input type="text">', true],
    ['<input type="password">', true],
    ['<input>', true],
    ['<textarea></textarea>', true],
    ['<p contenteditable="true"><b>text</b></p>', true],
    ['<p contenteditable="false"><b>text</b></p>', false],
    ['<input type="checkbox">', false],
    ['<button>press</button>', false],
    ['<a href="#x">link</a>', false],
  ])('on %s: %s', (html, wanted) => {
    const place = document.createElement('div');
    place.innerHTML = html;
    document.body.append(place);
    place.addEventListener('contextmenu', menuForTextAlone);
    expect(opens(place.querySelector('b') ?? (place.firstElementChild as Element))).toBe(wanted);
    place.remove();
  });
});
