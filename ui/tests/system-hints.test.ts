// The hint that the system shows for a `title` ends with the press, and is there again for whoever comes back.
import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import App from '../src/App.svelte';
import { FakeBackend } from './samples';

describe('the hint of what is pressed', () => {
  it('is gone while the pointer stays, and back when it has been elsewhere', async () => {
    const user = userEvent.setup();
    render(App, { backend: new FakeBackend() });
    const reset = await screen.findByRole('button', { name: /^重置/ });
    const words = reset.title;
    expect(words).not.toBe('');

    await user.pointer([{ target: reset }, { keys: '[MouseLeft]', target: reset }]);
    expect(reset).not.toHaveAttribute('title');
    await user.pointer({ target: reset.querySelector('svg') as Element });
    expect(reset).not.toHaveAttribute('title');

    await user.pointer({ target: screen.getByRole('navigation') });
    expect(reset.title).toBe(words);
  });

  it('does not come back with other words before that', async () => {
    const user = userEvent.setup();
    render(App, { backend: new FakeBackend() });
    const reset = await screen.findByRole('button', { name: /^重置/ });
    await user.pointer([{ target: reset }, { keys: '[MouseLeft]', target: reset }]);
    reset.title = 'renewed by the page';
    await Promise.resolve();
    expect(reset).not.toHaveAttribute('title');

    await user.pointer({ target: screen.getByRole('navigation') });
    expect(reset.title).toBe('renewed by the page');
  });
});
