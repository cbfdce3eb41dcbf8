import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Dropped } from '../src/bindings/Dropped';
import { i18n } from '../src/i18n/i18n.svelte';
import { listPlace } from '../src/scenarios/list-place.svelte';
import ScenariosView from '../src/scenarios/ScenariosView.svelte';
import { offsetOf } from '../src/scenarios/text-place';
import { renderInLab } from './rendering';
import { caseReport, FakeBackend, lastRun, runState, shelfItem } from './samples';

const problem = {
  file: 'broken.json',
  line: 2,
  column: 3,
  path: 'steps[0]',
  message: { zh: '应为一个值', en: 'expected value' },
};

async function open(backend = new FakeBackend()) {
  backend.answers.listScenarios ??= () => [
    shelfItem('a'),
    shelfItem('b', { tags: ['verify', 'quota'], title: { zh: '配额', en: 'Quota' } }),
    shelfItem('mine', { source: 'own' }),
    shelfItem('broken', { source: 'own', title: null, about: null, tags: [], sha256: null, problems: [problem] }),
  ];
  const rendered = await renderInLab(ScenariosView, {}, backend);
  await rendered.bench.refresh();
  return rendered;
}
const listed = () =>
  [...document.querySelectorAll<HTMLElement>('[data-scenario]')].map((item) => item.dataset.scenario);
const openOne = (name: RegExp) => screen.getByRole('button', { name });

describe('the scenarios', () => {
  beforeEach(() => {
    i18n.language = 'en';
    Object.assign(listPlace, { text: '', tag: '', open: null, tab: 'about' });
    listPlace.chosen.clear();
  });

  it('are found by words of either language, by id and by tag', async () => {
    const { user } = await open();
    await waitFor(() => expect(listed()).toEqual(['a', 'b', 'mine', 'broken']));
    await user.type(screen.getByRole('searchbox'), '配额');
    expect(listed()).toEqual(['b']);
    await user.clear(screen.getByRole('searchbox'));
    await user.selectOptions(screen.getByRole('combobox'), 'login');
    expect(listed()).toEqual(['a', 'mine']);
    await user.type(screen.getByRole('searchbox'), 'nothing like it');
    expect(listed()).toEqual([]);
    expect(screen.getByText('No scenario matches.')).toBeVisible();
  });

  it('are found by the result codes that must come in them', async () => {
    const { user, bench } = await open();
    bench.items = [shelfItem('a'), shelfItem('b', { codes: [600000, 600012] })];
    await user.type(screen.getByRole('searchbox'), '600012');
    await waitFor(() => expect(listed()).toEqual(['b']));
  });

  it('run one, those that are chosen, or all that are listed and whole', async () => {
    const { user, backend } = await open();
    await screen.findByText('Quota');
    await user.click(screen.getByRole('button', { name: 'Run the 3 listed' }));
    await user.click(screen.getByRole('checkbox', { name: 'Choose: Quota' }));
    await user.click(screen.getByRole('button', { name: 'Run 1 chosen' }));
    await user.click(openOne(/^Scenario a/));
    await user.click(screen.getByRole('button', { name: 'Run' }));
    expect(backend.asked.filter(([name]) => name === 'runScenarios')).toEqual([
      ['runScenarios', ['a', 'b', 'mine']],
      ['runScenarios', ['b']],
      ['runScenarios', ['a']],
    ]);
    expect(screen.getByRole('checkbox', { name: 'Choose: broken.json' })).toBeDisabled();
  });

  it('show how each ended, and the proof of one', async () => {
    const { user, backend, lab, bench } = await open();
    backend.answers.lastRun = () => lastRun();
    backend.answers.runCase = () => caseReport();
    lab.run = runState();
    await bench.takeRun();
    await waitFor(() => expect(document.querySelectorAll('li [data-verdict]')).toHaveLength(2));
    await user.click(openOne(/^Quota/));
    await user.click(screen.getByRole('tab', { name: 'Result' }));
    const step = await waitFor(() => {
      const row = document.querySelector<HTMLElement>('[data-step-place="steps[0]"]');
      if (!row) throw new Error('no step');
      return row;
    });
    expect(step).toHaveTextContent(/getLoginToken\s*600000\s*600011 China Mobile · 104012/);
    expect(screen.getByText(/must be: signed in/)).toBeVisible();
    expect(screen.queryByText(/changed after this run/)).toBeNull();
  });

  it('remember how each ended while others are run, and only for that text', async () => {
    const { user, backend, lab, bench } = await open();
    const [a, b] = lastRun().cases;
    lab.run = runState();
    for (const line of [a, b]) {
      backend.answers.lastRun = () => lastRun({ cases: line ? [line] : [] });
      await bench.takeRun();
    }
    await waitFor(() => expect(document.querySelectorAll('li [data-verdict]')).toHaveLength(2));
    await user.click(openOne(/^Scenario a/));
    expect(screen.getByText('Last run').nextElementSibling).toHaveTextContent(/passed signed in/);
    // Its proof is kept too, though another was run since.
    backend.answers.runCase = () => caseReport({ id: 'a' });
    await user.click(screen.getByRole('tab', { name: 'Result' }));
    await waitFor(() => expect(backend.asked).toContainEqual(['runCase', 'run', 'a']));
    await user.click(screen.getByRole('tab', { name: 'About' }));
    bench.items = [shelfItem('a', { sha256: 'another' })];
    await waitFor(() => expect(screen.getByText('Last run').nextElementSibling).toHaveTextContent('not run'));
  });

  it('bring a new one into view once it is listed', async () => {
    const { user, bench, backend } = await open();
    const brought: string[] = [];
    Element.prototype.scrollIntoView = function (this: HTMLElement) {
      brought.push(this.dataset.scenario ?? '');
    };
    try {
      await user.click(await screen.findByRole('button', { name: /^Scenario a/ }));
      await user.click(screen.getByRole('button', { name: 'Duplicate' }));
      await waitFor(() => expect(brought.at(-1)).toBe(bench.drafts.fresh[0]?.key));
      backend.answers.listScenarios = () => [shelfItem('a'), shelfItem('a-copy', { source: 'own' })];
      await waitFor(() => expect(screen.getByRole('button', { name: 'Save' })).toBeEnabled());
      await user.click(screen.getByRole('button', { name: 'Save' }));
      await waitFor(() => expect(brought.at(-1)).toBe('a-copy'));
    } finally {
      Reflect.deleteProperty(Element.prototype, 'scrollIntoView');
    }
  });

  it('tell a result of an older text', async () => {
    const { user, lab, bench } = await open();
    lab.run = runState();
    bench.items = [shelfItem('b', { sha256: 'another', title: { zh: '配额', en: 'Quota' } })];
    await bench.takeRun();
    await user.click(openOne(/^Quota/));
    await user.click(screen.getByRole('tab', { name: 'Result' }));
    expect(screen.getByText(/changed after this run/)).toBeVisible();
  });

  it('tell what is wrong with a broken file, which can be opened and not run', async () => {
    const { user } = await open();
    await user.click(await screen.findByRole('button', { name: /^broken\.json/ }));
    expect(screen.getByText('line 2, column 3')).toBeVisible();
    expect(screen.getByText(/expected value/)).toHaveTextContent('steps[0]: expected value');
    expect(screen.getByRole('button', { name: 'Run' })).toBeDisabled();
    expect(screen.getByRole('button', { name: 'Load into the lab' })).toBeDisabled();
  });

  it('show a file that is named as a shipped one is beside it: it is opened, copied and deleted by itself', async () => {
    const backend = new FakeBackend();
    backend.answers.listScenarios = () => [
      shelfItem('a'),
      shelfItem('scenarios/a', {
        source: 'own',
        title: null,
        about: null,
        tags: [],
        sha256: null,
        problems: [problem],
      }),
    ];
    backend.answers.scenarioText = (id: string) => ({ id, source: 'own', text: '{ "id": "a" }', sha256: 'opened' });
    const { user } = await open(backend);
    await waitFor(() => expect(listed()).toEqual(['a', 'scenarios/a']));
    await user.click(openOne(/^scenarios\/a\.json/));
    expect(screen.getByText(/expected value/)).toBeVisible();
    expect(screen.getByRole('button', { name: 'Run' })).toBeDisabled();
    await user.click(screen.getByRole('tab', { name: 'Text' }));
    const area = () => screen.findByRole<HTMLTextAreaElement>('textbox', { name: /text \(JSON\)/ });
    expect(await area()).not.toHaveAttribute('readonly');
    expect(backend.asked).toContainEqual(['scenarioText', 'scenarios/a']);
    await user.click(screen.getByRole('button', { name: 'Duplicate' }));
    await waitFor(async () => expect(await area()).toHaveValue('{ "id": "a-copy" }'));
    await user.click(openOne(/^scenarios\/a\.json/));
    await user.click(screen.getByRole('button', { name: 'Delete' }));
    expect(screen.getByRole('alertdialog')).toHaveTextContent('scenarios/a.json');
    await user.click(screen.getByRole('button', { name: 'Delete it' }));
    expect(backend.asked).toContainEqual(['deleteScenario', 'scenarios/a']);
  });

  it('are one tab stop with its box; arrows move', async () => {
    const { user } = await open();
    await screen.findByText('Quota');
    expect(document.querySelectorAll('[data-scenario] button[tabindex="0"]')).toHaveLength(1);
    openOne(/^Scenario a/).focus();
    await user.keyboard('{ArrowDown}');
    expect(openOne(/^Quota/)).toHaveFocus();
    expect(listPlace.open).toBe('b');
    await user.keyboard('{End}');
    expect(openOne(/^broken\.json/)).toHaveFocus();
  });

  it('edit a copy with problems as one types, and save it over nothing', async () => {
    const { user, backend } = await open();
    backend.answers.checkScenario = (text: string) => (text.includes('!') ? [problem] : []);
    await user.click(await screen.findByRole('button', { name: /^Scenario a/ }));
    await user.click(screen.getByRole('button', { name: 'Duplicate' }));
    const area = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: /text \(JSON\)/ });
    expect(area.value).toBe('{ "id": "a-copy" }');
    await user.type(area, '!');
    await screen.findByText('1 wrong', { exact: false });
    expect(screen.getByRole('button', { name: 'Save' })).toBeDisabled();
    await user.type(area, '{Backspace}');
    await waitFor(() => expect(screen.getByRole('button', { name: 'Save' })).toBeEnabled());
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(backend.asked).toContainEqual(['saveScenario', '{ "id": "a-copy" }', null]);
    await waitFor(() => expect(listPlace.open).toBe('a-copy'));
  });

  it('are saved by Ctrl+S, and not by a key that an input method takes', async () => {
    const { user, backend } = await open();
    await user.click(await screen.findByRole('button', { name: /^Scenario a/ }));
    await user.click(screen.getByRole('button', { name: 'Duplicate' }));
    const area = await screen.findByRole('textbox', { name: /text \(JSON\)/ });
    await waitFor(() => expect(screen.getByRole('button', { name: 'Save' })).toBeEnabled());
    const saved = () => backend.asked.filter(([name]) => name === 'saveScenario').length;
    for (const taken of [{ isComposing: true }, { keyCode: 229 }]) {
      await fireEvent.keyDown(area, { key: 's', ctrlKey: true, ...taken });
      expect(saved()).toBe(0);
    }
    await fireEvent.keyDown(area, { key: 's', ctrlKey: true });
    await waitFor(() => expect(saved()).toBe(1));
  });

  it('keep a changed text while another is looked at, and save it over what was opened', async () => {
    const { user, backend } = await open();
    backend.answers.scenarioText = (id: string) => ({ id, source: 'own', text: '{}', sha256: 'opened' });
    await user.click(await screen.findByRole('button', { name: /^Scenario mine/ }));
    await user.click(screen.getByRole('tab', { name: 'Text' }));
    await user.type(await screen.findByRole('textbox', { name: /text \(JSON\)/ }), ' ');
    await user.click(openOne(/^Quota/));
    await user.click(openOne(/^Scenario mine/));
    await user.click(screen.getByRole('tab', { name: 'Text' }));
    expect(await screen.findByRole<HTMLTextAreaElement>('textbox', { name: /text \(JSON\)/ })).toHaveValue('{} ');
    await waitFor(() => expect(screen.getByRole('button', { name: 'Save' })).toBeEnabled());
    backend.answers.saveScenario = () => {
      throw { code: 'scenario_exists', message: 'mine is there' };
    };
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(backend.asked).toContainEqual(['saveScenario', '{} ', 'opened']);
    const told = await screen.findByText(/was not overwritten/);
    expect(told.closest('[role=alert]')).toHaveTextContent(/give yours another id$/);
    expect(screen.queryByText(/scenario_exists|mine is there/)).toBeNull();
    await user.type(screen.getByRole('textbox', { name: /text \(JSON\)/ }), ' ');
    expect(told).not.toBeInTheDocument();
  });

  it('show a shipped one’s text to be read only', async () => {
    const { user } = await open();
    await user.click(await screen.findByRole('button', { name: /^Scenario a/ }));
    await user.click(screen.getByRole('tab', { name: 'Text' }));
    expect(await screen.findByRole('textbox', { name: /text \(JSON\)/ })).toHaveAttribute('readonly');
    expect(screen.queryByRole('button', { name: 'Save' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Delete' })).toBeNull();
  });

  it('delete one’s own after a question', async () => {
    const { user, backend } = await open();
    await user.click(await screen.findByRole('button', { name: /^Scenario mine/ }));
    await user.click(screen.getByRole('button', { name: 'Delete' }));
    await user.click(screen.getByRole('button', { name: 'Keep it' }));
    expect(backend.asked.map(([name]) => name)).not.toContain('deleteScenario');
    await user.click(screen.getByRole('button', { name: 'Delete' }));
    await user.click(screen.getByRole('button', { name: 'Delete it' }));
    expect(backend.asked).toContainEqual(['deleteScenario', 'mine']);
  });

  it('load one into the lab', async () => {
    const { user, backend } = await open();
    await user.click(await screen.findByRole('button', { name: /^Scenario a/ }));
    await user.click(screen.getByRole('button', { name: 'Load into the lab' }));
    expect(backend.asked).toContainEqual(['loadScenario', 'a']);
  });

  it('take a file that was dragged in as a text that is not saved', async () => {
    const { backend } = await open();
    backend.send([{ seq: 1, type: 'dropped', dropped: { kind: 'text', name: 'x.json', text: '{ "id": "x" }' } }]);
    expect(await screen.findByRole('textbox', { name: /text \(JSON\)/ })).toHaveValue('{ "id": "x" }');
    expect(within(screen.getByRole('region', { name: 'List of scenarios' })).getByText('not saved')).toBeVisible();
    expect(backend.asked.map(([name]) => name)).not.toContain('saveScenario');
  });

  it.each<[Dropped, RegExp]>([
    [{ kind: 'not_one' }, /one file at a time/],
    [{ kind: 'not_json', name: 'x.txt' }, /x\.txt is no \.json file/],
    [{ kind: 'too_long', name: 'x.json', limit: 262144 }, /at most 262144 bytes/],
    [{ kind: 'unreadable', name: 'x.json', reason: 'denied' }, /cannot be read: denied/],
  ])('tell why %j was not taken', async (dropped, words) => {
    const { backend } = await open();
    backend.send([{ seq: 1, type: 'dropped', dropped }]);
    expect(await screen.findByText(words)).toBeVisible();
  });

  it('offer what was done as a text, and tell acts that came otherwise', async () => {
    const { user, backend } = await open();
    const [step] = caseReport().steps;
    backend.answers.recorded = () => ({
      id: 'recorded-1',
      text: '{ "id": "recorded-1" }',
      differences: [step],
      full: false,
    });
    await user.click(await screen.findByRole('button', { name: 'Save what I did' }));
    expect(await screen.findByRole('textbox', { name: /text \(JSON\)/ })).toHaveValue('{ "id": "recorded-1" }');
    expect(screen.getByText(/came otherwise: getLoginToken/)).toBeVisible();
  });
});

describe('a place in a text', () => {
  it('is found by line and by the column in characters', () => {
    const text = '{\n  "移动": 1,\n}';
    expect(offsetOf(text, 1, 1)).toBe(0);
    expect(offsetOf(text, 2, 1)).toBe(2);
    expect(text[offsetOf(text, 2, 4)]).toBe('移');
    expect(text[offsetOf(text, 2, 5)]).toBe('动');
    expect('x😀y'[offsetOf('x😀y', 1, 3)]).toBe('y');
    expect(offsetOf(text, 99, 99)).toBe(text.length);
  });
});
