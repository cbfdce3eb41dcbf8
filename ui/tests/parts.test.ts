// Every part in each of its states, by the keyboard.
import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { createRawSnippet } from 'svelte';
import { describe, expect, it, vi } from 'vitest';
import Ask from '../src/parts/Ask.svelte';
import Choice from '../src/parts/Choice.svelte';
import Combobox from '../src/parts/Combobox.svelte';
import Dialog from '../src/parts/Dialog.svelte';
import Hint from '../src/parts/Hint.svelte';
import { matches } from '../src/parts/matching';
import Popover from '../src/parts/Popover.svelte';
import Tabs from '../src/parts/Tabs.svelte';

const html = (markup: string) => createRawSnippet(() => ({ render: () => markup }));
const noBrokenRules = async () => {
  const rules = { 'color-contrast': { enabled: false }, region: { enabled: false } };
  const { violations } = await axe.run(document.body, { rules });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
};
const opener = () => {
  const button = document.body.appendChild(document.createElement('button'));
  button.textContent = 'opener';
  button.focus();
  return button;
};

describe('Tabs', () => {
  const tabs = ['one', 'two', 'three'].map((value) => ({ value, label: value }));
  const panel = createRawSnippet<[string]>((value) => ({ render: () => `<p>panel ${value()}</p>` }));

  it('are walked by the arrows, Home and End; each choice is told', async () => {
    const told: string[] = [];
    const { rerender } = render(Tabs, {
      label: 'views',
      tabs,
      value: 'one',
      onchoose: (value: string) => {
        told.push(value);
        void rerender({ value });
      },
      panel,
    });
    const user = userEvent.setup();
    screen.getByRole('tab', { name: 'one' }).focus();
    await user.keyboard('{ArrowRight}');
    await waitFor(() => expect(screen.getByRole('tab', { name: 'two' })).toHaveAttribute('aria-selected', 'true'));
    await user.keyboard('{End}{ArrowRight}');
    expect(told).toEqual(['two', 'three', 'one']);
    expect(screen.getByRole('tabpanel')).toHaveAttribute('tabindex', '0');
    await noBrokenRules();
  });
  it('show what is so, not what was pressed, when the choice is not taken', async () => {
    render(Tabs, { label: 'views', tabs, value: 'one', onchoose: () => {}, panel });
    await userEvent.setup().click(screen.getByRole('tab', { name: 'two' }));
    expect(screen.getByRole('tab', { name: 'one' })).toHaveAttribute('aria-selected', 'true');
    expect(screen.getByRole('tabpanel')).toHaveTextContent('panel one');
  });
});

describe('Dialog', () => {
  it('takes the focus, keeps it, closes by Escape and gives it back', async () => {
    const button = opener();
    const onclose = vi.fn();
    const { unmount } = render(Dialog, {
      title: 'Question',
      children: html('<p><button data-first>first</button><button>last</button></p>'),
      onclose,
    });
    const user = userEvent.setup();
    const dialog = await screen.findByRole('dialog', { name: 'Question' });
    expect(dialog).toHaveAttribute('aria-modal', 'true');
    await waitFor(() => expect(screen.getByRole('button', { name: 'first' })).toHaveFocus());
    button.focus();
    expect(dialog).toContainElement(document.activeElement as HTMLElement);
    await noBrokenRules();
    await user.keyboard('{Escape}');
    await waitFor(() => expect(onclose).toHaveBeenCalledOnce());
    unmount();
    expect(button).toHaveFocus();
    button.remove();
  });
  it('closes by its cross', async () => {
    const onclose = vi.fn();
    render(Dialog, { title: 'Question', children: html('<p>text</p>'), onclose });
    await userEvent.setup().click(await screen.findByRole('button', { name: '关闭' }));
    await waitFor(() => expect(onclose).toHaveBeenCalledOnce());
  });
});

describe('Ask', () => {
  const ask = () => {
    const told = { yes: vi.fn(), close: vi.fn() };
    const words = { title: 'Delete', text: 'For ever?', yes: 'Delete it', no: 'Keep it' };
    render(Ask, { ...words, onyes: told.yes, onclose: told.close });
    return told;
  };
  it('begins on the answer that changes nothing', async () => {
    const told = ask();
    await waitFor(() => expect(screen.getByRole('button', { name: 'Keep it' })).toHaveFocus());
    expect(screen.getByRole('alertdialog', { name: 'Delete' })).toHaveAccessibleDescription('For ever?');
    await userEvent.setup().keyboard('{Enter}');
    await waitFor(() => expect(told.close).toHaveBeenCalledOnce());
    expect(told.yes).not.toHaveBeenCalled();
  });
  it('does it once, after yes', async () => {
    const told = ask();
    await userEvent.setup().click(await screen.findByRole('button', { name: 'Delete it' }));
    await waitFor(() => expect(told.close).toHaveBeenCalledOnce());
    expect(told.yes).toHaveBeenCalledOnce();
  });
});

describe('Popover', () => {
  it('opens by the keyboard, is named, and gives the focus back', async () => {
    render(Popover, { name: 'Fault', title: 'The fault', children: html('<p><button>arm</button></p>') });
    const user = userEvent.setup();
    const button = screen.getByRole('button', { name: 'Fault' });
    expect(button).toHaveAttribute('aria-expanded', 'false');
    button.focus();
    await user.keyboard('{Enter}');
    expect(await screen.findByRole('dialog', { name: 'The fault' })).toBeVisible();
    expect(button).toHaveAttribute('aria-expanded', 'true');
    await noBrokenRules();
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(button).toHaveFocus();
  });

  const besideAField = async () => {
    render(Popover, { name: 'Fault', title: 'The fault', children: html('<p><button>arm</button></p>') });
    const field = document.body.appendChild(document.createElement('input'));
    const user = userEvent.setup();
    await user.click(screen.getByRole('button', { name: 'Fault' }));
    const arm = await screen.findByRole('button', { name: 'arm' });
    // jsdom lays nothing out: the panel itself has the focus there.
    await waitFor(() => expect(screen.getByRole('dialog').contains(document.activeElement)).toBe(true));
    arm.focus();
    const closed = () => waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    return { user, field, arm, closed };
  };

  it('lets a press outside and what is typed after it through, and closes', async () => {
    const { user, field, closed } = await besideAField();
    await user.type(field, '1481');
    expect(field).toHaveValue('1481');
    await closed();
    await user.keyboard('5');
    expect(field).toHaveFocus();
    expect(field).toHaveValue('14815');
    field.remove();
  });

  it('keeps the focus when what was pressed in it is gone', async () => {
    const { field, arm } = await besideAField();
    arm.remove();
    await waitFor(() => expect(screen.getByRole('dialog')).toHaveFocus());
    field.remove();
  });

  it('closes when the keyboard leaves it, and opens and closes by its button', async () => {
    const { user, field, closed } = await besideAField();
    await user.tab();
    await closed();
    const button = screen.getByRole('button', { name: 'Fault' });
    await user.click(button);
    expect(await screen.findByRole('dialog')).toBeVisible();
    await user.click(button);
    await closed();
    field.remove();
  });
});

describe('Combobox', () => {
  const choices = [
    { value: '', label: 'none' },
    { value: 'cm-login', label: '移动登录', note: 'cm-login' },
    { value: 'cu-login', label: '联通登录', note: 'cu-login' },
  ];
  const show = (value = '') => {
    const onchoose = vi.fn();
    render(Combobox, { label: 'Scenario', choices, value, onchoose });
    return { onchoose, user: userEvent.setup(), field: screen.getByRole<HTMLInputElement>('combobox') };
  };
  it('finds by label and note, chooses by Enter, and shows what is so', async () => {
    const { onchoose, user, field } = show();
    expect(field).toHaveValue('none');
    await user.click(field);
    await user.type(field, 'ＣＵ');
    await waitFor(() => expect(screen.getAllByRole('option')).toHaveLength(1));
    await user.keyboard('{Enter}');
    expect(onchoose.mock.calls).toEqual([['cu-login']]);
    // It was not taken.
    await waitFor(() => expect(field).toHaveValue('none'));
  });
  it('says when nothing matches, and Escape leaves all as it was', async () => {
    const { onchoose, user, field } = show('cm-login');
    await user.click(field);
    await user.type(field, 'xyz');
    expect(await screen.findByText('没有符合的')).toBeVisible();
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('listbox')).toBeNull());
    expect(field).toHaveValue('移动登录');
    expect(onchoose).not.toHaveBeenCalled();
  });
  it('may choose nothing', async () => {
    const { onchoose, user, field } = show('cm-login');
    await user.click(field);
    await user.click(await screen.findByRole('option', { name: 'none' }));
    expect(onchoose.mock.calls).toEqual([['']]);
  });
});

describe('Hint', () => {
  it('is shown to whoever focuses or presses it, and read out with it', async () => {
    render(Hint, { text: 'No carrier is asked', children: html('<b>SIMULATION</b>') });
    const user = userEvent.setup();
    expect(screen.queryByText('No carrier is asked')).toBeNull();
    await user.click(screen.getByRole('button', { name: 'SIMULATION' }));
    expect(await screen.findByText('No carrier is asked')).toBeInTheDocument();
    await waitFor(() => expect(screen.getByRole('button')).toHaveAccessibleDescription('No carrier is asked'));
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByText('No carrier is asked')).toBeNull());
  });
});

describe('Choice', () => {
  it('reads out what it shows to a mouse', () => {
    const choices = [{ value: 'a', label: 'A' }];
    render(Choice, { label: 'Network', choices, value: 'a', onchoose: () => {}, title: 'as the page sees it' });
    expect(screen.getByRole('combobox', { name: 'Network' })).toHaveAccessibleDescription('as the page sees it');
  });
});

it('what is typed matches by every word, in any order, full-width or not', () => {
  expect(matches('login 移动', ['移动登录', 'cm-login'])).toBe(true);
  expect(matches('ＣＭ－ｌｏｇｉｎ', ['移动登录', 'cm-login'])).toBe(true);
  expect(matches('cm verify', ['移动登录', 'cm-login'])).toBe(false);
  expect(matches('', ['anything'])).toBe(true);
});
