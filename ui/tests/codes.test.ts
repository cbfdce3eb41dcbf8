import { screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, describe, expect, it } from 'vitest';
import type { CauseLine } from '../src/bindings/CauseLine';
import type { MatrixState } from '../src/bindings/MatrixState';
import type { RunState } from '../src/bindings/RunState';
import CodesView from '../src/codes/CodesView.svelte';
import { factsOf } from '../src/codes/rule-words';
import { carriersOf, networksOf, placeOf, waysTo } from '../src/codes/ways';
import { i18n, translate, type Language } from '../src/i18n/i18n.svelte';
import { renderInLab } from './rendering';
import { caseReport, facts, FakeBackend, lastRun, matrix, runState } from './samples';

const dictionary = facts.dictionary;
const every = ['cellular', 'wifi', 'hotspot', 'unknown'] as const;

function cause(number: number, change: Partial<CauseLine> = {}): CauseLine {
  const line = { carriers: ['CM', 'CU', 'CT'] as CauseLine['carriers'], networks: [...every], ...change };
  return {
    number,
    code: 600012,
    call: 'getLoginMaskPhone',
    words: { zh: `原因 ${number}`, en: `cause ${number}` },
    places: line.carriers.flatMap((carrier) =>
      line.networks.map((network) => ({ carrier, network, case: `matrix-${number}-${carrier}-${network}` })),
    ),
    ...line,
  };
}
/** A code that comes by two causes: the first on Wi-Fi alone and the same of two carriers, the second everywhere. */
function known(causes?: CauseLine[]): MatrixState {
  const onWifi = { zh: '在 Wi-Fi 上', en: 'On Wi-Fi' };
  return {
    ...matrix([600012]),
    causes: causes ?? [
      cause(3, { words: onWifi, carriers: ['CM'], networks: ['wifi'] }),
      cause(4, { words: onWifi, carriers: ['CT'], networks: ['wifi'] }),
      cause(5),
    ],
  };
}
async function open(place = '', state = known(), backend = new FakeBackend()) {
  backend.answers.matrix = () => state;
  return renderInLab(CodesView, { facts, place }, backend);
}
const detail = () => screen.getByRole('region', { name: translate(i18n.language, 'codes.detail') });
const inList = () => [...document.querySelectorAll<HTMLElement>('[data-place]')].map((link) => link.dataset.place);
const reproduction = (change: Partial<RunState> = {}) =>
  runState({ kind: 'reproduction', summary: { planned: 1, passed: 1, failed: 0, broken: 0, not_run: 0 }, ...change });
const ended = (proven: boolean, id = 'matrix-3-CM-wifi') =>
  lastRun({
    state: reproduction(),
    cases: [
      {
        ...(lastRun().cases[0] as ReturnType<typeof lastRun>['cases'][number]),
        id,
        key: { code: 600012, call: 'getLoginMaskPhone', carrier: 'CM', network: 'wifi' },
        proven,
      },
    ],
  });

describe('the list of codes', () => {
  beforeEach(() => {
    i18n.language = 'en';
    location.hash = '#codes';
  });

  it('has the ten codes, those of the sibling edition alone, and what is looked up, each a link of its own', async () => {
    await open();
    const codes = [...dictionary.codes, ...dictionary.sibling_only].map((entry) => String(entry.code));
    expect(inList()).toEqual([...codes, 'rules', 'carriers', 'cloud']);
    expect(codes).toHaveLength(16);
    expect(screen.getByRole('link', { name: /600011/ })).toHaveAttribute('href', '#codes/600011');
    expect(screen.getByText(/Choose a code/)).toBeVisible();
  });

  it.each([
    ['600013', ['600013']],
    ['104012', ['600011']],
    ['blacklist', ['600012']],
    ['getverifytoken forged', ['600025']],
    ['CSS', ['600030']],
  ])('finds %j in %j', async (text, found) => {
    const { user } = await open();
    await user.type(screen.getByRole('searchbox'), text);
    expect(inList().filter((place) => /^\d/.test(place ?? ''))).toEqual(found);
  });

  it('is filtered by who fixes it and by the call, and tells when nothing is left', async () => {
    const { user } = await open();
    await user.selectOptions(screen.getByLabelText('Who fixes it'), 'carrier');
    expect(inList().slice(0, -3)).toEqual(['600011', '600012']);
    await user.selectOptions(screen.getByLabelText('Given by'), 'getVerifyToken');
    expect(inList().slice(0, -3)).toEqual(['600011']);
    await user.type(screen.getByRole('searchbox'), 'nothing like it');
    expect(screen.getByRole('status')).toHaveTextContent('No code matches.');
    await user.click(screen.getByRole('button', { name: 'Clear the filters' }));
    expect(inList()).toHaveLength(19);
    expect(screen.getByRole('searchbox')).toHaveValue('');
  });

  it('is one tab stop; arrows, Home and End move and open', async () => {
    const { user } = await open('600004');
    expect(document.querySelectorAll('[data-place][tabindex="0"]')).toHaveLength(1);
    screen.getByRole('link', { name: /600004/ }).focus();
    await user.keyboard('{ArrowDown}');
    expect(location.hash).toBe('#codes/600010');
    expect(screen.getByRole('link', { name: /600010/ })).toHaveFocus();
    await user.keyboard('{End}');
    expect(location.hash).toBe('#codes/cloud');
    await user.keyboard('{Home}{ArrowUp}');
    expect(location.hash).toBe('#codes/600000');
  });
});

describe.each<Language>(['zh', 'en'])('a code explained in %s', (language) => {
  beforeEach(() => {
    i18n.language = language;
  });

  it.each(dictionary.codes.map((entry) => [entry.code, entry] as const))('%s has every field', async (code, entry) => {
    await open(String(code));
    const shown = within(detail());
    expect(shown.getByRole('heading', { level: 2 })).toHaveTextContent(`${code} ${entry.meaning[language]}`);
    expect(shown.getByText(entry.msg)).toHaveAttribute('lang', 'zh-CN');
    for (const field of ['cause', 'owners', 'fix', 'calls']) {
      expect(detail().querySelector(`[data-field="${field}"]`)?.textContent.trim(), field).not.toBe('');
    }
    for (const words of [entry.cause, entry.fix]) expect(shown.getByText(words[language])).toBeVisible();
    const impossible = detail().querySelector('[data-field="impossible"]');
    if (entry.impossible) expect(impossible).toHaveTextContent(entry.impossible.reason[language]);
    else expect(impossible).toBeNull();
    const sibling = within(shown.getByRole('region', { name: translate(language, 'codes.edition_sibling') }));
    expect(sibling.getByText(entry.sibling?.[language] ?? translate(language, 'codes.sibling_none'))).toBeVisible();
    expect(sibling.queryByText(translate(language, 'codes.differs')) !== null).toBe(entry.sibling !== null);
    const led = dictionary.carrier_codes.filter((one) => one.gives.includes(code));
    const codes = detail().querySelectorAll('[data-field="carrier_codes"] dt');
    expect([...codes].map((one) => one.textContent)).toEqual(led.map((one) => `${one.carrier} ${one.code}`));
    expect([...detail().querySelectorAll<HTMLElement>('[data-rule]')].map((rule) => rule.dataset.rule)).toEqual(
      entry.rules,
    );
  });

  it.each(dictionary.sibling_only.map((entry) => [entry.code, entry] as const))(
    '%s of the sibling edition says why it cannot come here, and nothing reproduces it',
    async (code, entry) => {
      await open(String(code));
      const shown = within(detail());
      expect(shown.getByText(entry.absent[language])).toBeVisible();
      expect(shown.getByRole('note')).toHaveTextContent(translate(language, 'reproduce.not_here'));
      expect(shown.queryByRole('button')).toBeNull();
      const instead = shown.queryByRole('link');
      if (entry.instead === null) expect(instead).toBeNull();
      else expect(instead).toHaveAttribute('href', `#codes/${entry.instead}`);
    },
  );

  it('gives each carrier rule its value, its source, its date and how sure it is', async () => {
    await open('rules');
    const sources = facts.rules.flatMap((rule) => rule.sources.map((source) => ({ rule, source })));
    expect(detail().querySelectorAll('[data-rule] li')).toHaveLength(sources.length);
    expect(factsOf(facts.rules).length).toBeGreaterThan(8);
    for (const { rule, source } of sources) {
      const line = detail().querySelector(`[data-rule="${source.fact}"] [data-carrier=${rule.carrier}]`);
      expect(line?.querySelector('.what b')?.textContent.trim(), source.fact).not.toBe('');
      expect(line).toHaveTextContent(source.source[language]);
      expect(line).toHaveTextContent(rule.checked_on);
      expect(line).toHaveTextContent(translate(language, `codes.confidence_${source.confidence}`));
    }
  });

  it('has the carriers’ own codes with their words and what they lead to', async () => {
    await open('carriers');
    for (const one of dictionary.carrier_codes) {
      expect(detail()).toHaveTextContent(one.meaning[language]);
    }
    expect(detail().querySelectorAll('dt')).toHaveLength(dictionary.carrier_codes.length);
    expect(screen.getAllByText('CM 104012')).toHaveLength(1);
    expect(within(detail()).getAllByRole('link', { name: '600011' })[0]).toHaveAttribute('href', '#codes/600011');
  });
});

describe('Reproduce', () => {
  beforeEach(() => {
    i18n.language = 'en';
    location.hash = '#codes/600012';
  });
  const run = () => screen.getByRole('button', { name: 'Reproduce' });

  it('asks for the cause, the carrier and the network that were chosen', async () => {
    const { user, backend } = await open('600012');
    expect(await screen.findByRole('radio', { name: /On Wi-Fi/ })).toBeChecked();
    expect(screen.queryByRole('radio', { name: 'Unicom' })).toBeNull();
    await user.click(screen.getByRole('radio', { name: 'Telecom' }));
    await user.click(run());
    const call = 'getLoginMaskPhone';
    expect(backend.asked).toContainEqual([
      'reproduce',
      { code: 600012, call, carrier: 'CT', network: 'wifi', cause: 4 },
    ]);
    await user.click(screen.getByRole('radio', { name: /cause 5/ }));
    await user.click(screen.getByRole('radio', { name: 'Hotspot' }));
    await user.click(run());
    expect(backend.asked.at(-1)).toEqual([
      'reproduce',
      { code: 600012, call, carrier: 'CT', network: 'hotspot', cause: 5 },
    ]);
  });

  it('offers the calls that give the code, and the causes at the chosen one alone', async () => {
    const causes = [
      cause(0, { code: 600010, call: 'checkLoginAvailable' }),
      cause(1, { code: 600010, call: 'getVerifyToken' }),
    ];
    const { user } = await open('600010', known(causes));
    const call = await screen.findByLabelText('At the call');
    expect(
      within(call)
        .getAllByRole('option')
        .map((option) => option.textContent),
    ).toEqual(['checkLoginAvailable', 'getVerifyToken']);
    await user.selectOptions(call, 'getVerifyToken');
    expect(screen.getByRole('radio', { name: /cause 1/ })).toBeChecked();
    expect(screen.queryByRole('radio', { name: /cause 0/ })).toBeNull();
  });

  it('shows that it runs, and can be stopped', async () => {
    const { user, backend } = await open('600012');
    await screen.findByRole('radio', { name: /On Wi-Fi/ });
    backend.send([{ seq: 1, type: 'run', run: reproduction({ running: true, done: 0 }) }]);
    expect(await screen.findByRole('progressbar')).toHaveValue(0);
    expect(run()).toBeDisabled();
    await user.click(screen.getByRole('button', { name: 'Stop' }));
    expect(backend.asked).toContainEqual(['cancelRun']);
  });

  it('tells a run that broke off by the program’s own fault, and can begin again', async () => {
    const { backend } = await open('600012');
    await screen.findByRole('radio', { name: /On Wi-Fi/ });
    const broke_off = 'the program panicked';
    backend.send([{ seq: 1, type: 'run', run: reproduction({ running: false, partial: true, broke_off }) }]);
    expect(await screen.findByText(/The program failed.*: the program panicked/)).toBeVisible();
    expect(run()).toBeEnabled();
  });

  it('waits for another run, and says so', async () => {
    const { backend } = await open('600012');
    await screen.findByRole('radio', { name: /On Wi-Fi/ });
    backend.send([{ seq: 1, type: 'run', run: runState({ running: true }) }]);
    expect(await screen.findByText(/Another run is under way/)).toBeVisible();
    expect(run()).toBeDisabled();
    expect(screen.queryByRole('progressbar')).toBeNull();
  });

  it.each([
    [true, '600012 at getLoginMaskPhone, by this very cause'],
    [false, '600012 did not come at getLoginMaskPhone by this cause: look at the steps'],
  ])('shows the code that came with its proof (proven: %s)', async (proven, words) => {
    const { backend, bench } = await open('600012');
    await screen.findByRole('radio', { name: /On Wi-Fi/ });
    backend.answers.lastRun = () => ended(proven);
    backend.answers.runCase = () => caseReport({ id: 'matrix-3-CM-wifi' });
    backend.send([{ seq: 1, type: 'run', run: reproduction() }]);
    await waitFor(() => expect(bench.lab.run?.kind).toBe('reproduction'));
    await bench.takeRun();
    expect(await screen.findByText(words)).toBeVisible();
    expect(document.querySelector<HTMLElement>('[data-proven]')?.dataset.proven).toBe(String(proven));
    expect(await screen.findByText('104012', { selector: '[data-case] td code' })).toBeVisible();
    expect(backend.asked).toContainEqual(['runCase', 'reproduction', 'matrix-3-CM-wifi']);
    expect(screen.queryByText(/of an earlier choice/)).toBeNull();
    expect(bench.lasts.run).toBeNull();
  });

  it('says when the proof is of another choice than what stands above, and shows none of another code', async () => {
    const { bench, view } = await open('600012');
    await screen.findByRole('radio', { name: /On Wi-Fi/ });
    bench.lasts = { ...bench.lasts, reproduction: ended(true, 'matrix-5-CU-unknown') };
    expect(await screen.findByText(/of an earlier choice/)).toBeVisible();
    await view.rerender({ facts, place: '600011' });
    expect(document.querySelector('[data-proven]')).toBeNull();
  });

  it('tells nothing of a run of another code', async () => {
    const told = () => document.querySelector('[data-run]');
    const { bench, view } = await open('600012', known([cause(5), cause(9, { code: 600013 })]));
    await waitFor(() => expect(told()).toHaveTextContent('not run yet'));
    bench.lasts = { ...bench.lasts, reproduction: ended(true) };
    await waitFor(() => expect(told()).toHaveTextContent('The code has been run · 1 passed'));
    await view.rerender({ facts, place: '600013' });
    expect(told()).toHaveTextContent(/^not run yet$/);
    expect(told()?.querySelector('progress, button')).toBeNull();
  });

  it('tells in the reader’s language why it was refused, once', async () => {
    const { user, backend } = await open('600012');
    await screen.findByRole('radio', { name: /On Wi-Fi/ });
    backend.answers.reproduce = () => {
      const reason = { zh: '这一步不取掩码。', en: 'No mask is asked for at this call.' };
      throw { code: 'not_reproducible', message: reason.en, details: { reason } };
    };
    await user.click(run());
    const told = await screen.findByRole('alert');
    expect(told).toHaveTextContent('It cannot come so: No mask is asked for at this call.');
    i18n.language = 'zh';
    await waitFor(() => expect(told).toHaveTextContent('这样不会出现：这一步不取掩码。'));
    expect(screen.getAllByRole('alert')).toHaveLength(1);
  });

  it('loads the desk of what was chosen, and goes to its flow', async () => {
    const { user, backend } = await open('600012');
    await screen.findByRole('radio', { name: /On Wi-Fi/ });
    await user.click(screen.getByRole('button', { name: 'Load into the lab' }));
    expect(backend.asked).toContainEqual(['loadScenario', 'matrix-3-CM-wifi']);
    await waitFor(() => expect(location.hash).toBe('#login'));
  });

  it('tells that the causes could not be read, and reads them again', async () => {
    const backend = new FakeBackend();
    let refuse = true;
    backend.answers.matrix = () => {
      if (refuse) throw { code: 'outside', message: 'gone' };
      return known();
    };
    const { user } = await renderInLab(CodesView, { facts, place: '600012' }, backend);
    expect(await screen.findByRole('alert')).toHaveTextContent('gone');
    refuse = false;
    await user.click(screen.getByRole('button', { name: 'Read again' }));
    expect(await screen.findByRole('radio', { name: /On Wi-Fi/ })).toBeChecked();
  });
});

describe('the ways to a code', () => {
  it('are told once for several carriers, each place with its own scenario and cause', () => {
    const ways = waysTo(known().causes, 600012);
    expect(ways.map((way) => [way.words.en, carriersOf(way)])).toEqual([
      ['On Wi-Fi', ['CM', 'CT']],
      ['cause 5', ['CM', 'CU', 'CT']],
    ]);
    const [onWifi] = ways;
    if (!onWifi) throw new Error('no way');
    expect(networksOf(onWifi, 'CT')).toEqual(['wifi']);
    expect(placeOf(onWifi, 'CT', 'cellular')).toMatchObject({ case: 'matrix-4-CT-wifi', cause: 4 });
    expect(placeOf(onWifi, 'CU', 'cellular')).toMatchObject({ carrier: 'CM', cause: 3 });
    expect(waysTo(known().causes, 600011)).toEqual([]);
  });
});
