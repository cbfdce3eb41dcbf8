// The one list of actions. A menu takes those that it names by their ids (menu.json).
import type { DeviceCarrier } from '../bindings/DeviceCarrier';
import type { EvidenceFormat } from '../bindings/EvidenceFormat';
import type { Network } from '../bindings/Network';
import type { ReportKind } from '../bindings/ReportKind';
import type { Settings } from '../bindings/Settings';
import type { SettingsChange } from '../bindings/SettingsChange';
import { rightAnswer, wrongAnswer, type Answer } from '../flow-view/answers';
import { translate, type MessageKey } from '../i18n/i18n.svelte';
import { canPress, pressed } from '../outcome/impossible';
import { outcomeOfKey } from '../outcome/outcome-key';
import { views } from '../shell/views';
import { isStageKey, STAGE_KEY } from '../stage/stage-key';
import type { Action } from './action';
import type { Desk } from './desk.svelte';
import { shown } from './shortcut';

const carriers: DeviceCarrier[] = ['CM', 'CU', 'CT', 'other'];
const networks: Network[] = ['cellular', 'wifi', 'hotspot', 'unknown', 'machine'];
const themes: Settings['theme'][] = ['light', 'dark', 'contrast', 'system'];
const languages: Settings['language'][] = ['zh', 'en', 'system'];
const formats: EvidenceFormat[] = ['html', 'json', 'junit', 'har'];
const reports = ['run', 'matrix'] as const satisfies readonly ReportKind[];

const own =
  (key: MessageKey): Action['label'] =>
  (language) =>
    translate(language, key);
const about =
  (key: MessageKey, what: MessageKey): Action['label'] =>
  (language) =>
    translate(language, key, { what: translate(language, what) });

export function listActions(desk: Desk): Action[] {
  return [
    ...flowActions(desk),
    ...outcomeActions(desk),
    ...viewActions(desk),
    ...deviceActions(desk),
    ...lookActions(desk),
    ...evidenceActions(desk),
    ...programActions(desk),
    ...codeActions(desk),
    ...scenarioActions(desk),
  ];
}

function flowActions(desk: Desk): Action[] {
  const { lab } = desk;
  /** The flow, in view. */
  const flow = () => {
    if (desk.view !== desk.flow) desk.goTo(desk.flow);
    return desk.flows[desk.flow];
  };
  const fill = (which: Answer) => () => {
    const { device } = lab.simulation ?? {};
    if (!device) return;
    const text = which === 'right' ? rightAnswer : wrongAnswer;
    flow().fill(text(device.number, desk.flow), which);
  };
  return [
    {
      id: 'start',
      group: 'flow',
      label: own('action.start'),
      shortcut: { key: 'Enter', mod: true },
      when: () => !desk.flows[desk.flow].running,
      run: () => flow().start(),
    },
    { id: 'fill_right', group: 'flow', label: own('action.fill_right'), run: fill('right') },
    { id: 'fill_wrong', group: 'flow', label: own('action.fill_wrong'), run: fill('wrong') },
    { id: 'reset', group: 'flow', label: own('action.reset'), shortcut: { key: 'F5' }, run: () => lab.reset() },
    {
      id: 'clear_log',
      group: 'flow',
      label: own('action.clear_log'),
      when: () => lab.rows.length > 0,
      run: () => lab.clearLog(),
    },
  ];
}

/** What the next run gives; the armed one is taken back. */
const outcomeActions = (desk: Desk): Action[] => {
  const armed = () => desk.lab.simulation?.outcomes.armed ?? null;
  return (desk.lab.simulation?.outcomes.choices ?? []).map((choice, at) => ({
    id: `outcome_${choice.outcome}`,
    group: 'flow',
    label: about('action.outcome', `next_outcome.${choice.outcome}`),
    keys: {
      shown: shown({ key: String(at + 1), mod: true }),
      isPressed: (event) => outcomeOfKey(event) === choice.outcome,
    },
    when: () => canPress(choice, armed(), desk.flow),
    chosen: () => armed() === choice.outcome,
    run: () => desk.lab.armOutcome(pressed(choice.outcome, armed())),
  }));
};

const viewActions = (desk: Desk): Action[] => [
  ...views.map<Action>((view) => ({
    id: view === 'settings' ? 'settings' : `view_${view}`,
    group: 'view',
    label: about('action.go_to', `nav.${view}`),
    shortcut: view === 'settings' ? { key: ',', mod: true } : undefined,
    chosen: () => desk.view === view,
    run: () => desk.goTo(view),
  })),
  {
    id: 'stage',
    group: 'view',
    label: own('action.stage'),
    keys: { shown: STAGE_KEY, isPressed: isStageKey },
    chosen: () => desk.lab.stage.open,
    run: () => (desk.lab.stage.open ? desk.lab.closeStage() : desk.lab.openStage(desk.flow)),
  },
];

function deviceActions({ lab }: Desk): Action[] {
  const device = () => lab.simulation?.device;
  return [
    ...carriers.map<Action>((carrier) => ({
      id: `carrier_${carrier}`,
      group: 'device',
      label: about('action.carrier', `carrier.${carrier}`),
      keywords: [carrier],
      chosen: () => device()?.carrier === carrier,
      run: () => lab.setDevice({ carrier, network: device()?.network ?? 'cellular' }),
    })),
    ...networks.map<Action>((network) => ({
      id: `network_${network}`,
      group: 'device',
      label: about('action.network', `network.${network}`),
      keywords: [network],
      chosen: () => device()?.network === network,
      run: () => lab.setDevice({ carrier: device()?.carrier ?? 'CM', network }),
    })),
  ];
}

function lookActions({ lab }: Desk): Action[] {
  const save = async (change: SettingsChange) => {
    lab.problem = await lab.saveSettings(change);
  };
  return [
    ...languages.map<Action>((language) => ({
      id: `language_${language}`,
      group: 'look',
      label: about('action.language', `settings.language_${language}`),
      chosen: () => lab.settings?.language === language,
      run: () => save({ language }),
    })),
    ...themes.map<Action>((theme) => ({
      id: `theme_${theme}`,
      group: 'look',
      label: about('action.theme', `settings.theme_${theme}`),
      chosen: () => lab.settings?.theme === theme,
      run: () => save({ theme }),
    })),
  ];
}

const evidenceActions = (desk: Desk): Action[] =>
  reports.flatMap((kind) =>
    formats.map((format) => ({
      // A report to read is what is meant where no form is named.
      id: format === 'html' ? `export_${kind}` : `export_${kind}_${format}`,
      group: 'evidence',
      label: (language) =>
        translate(language, 'action.export_as', {
          report: translate(language, `action.export_${kind}`),
          what: translate(language, `export.${format}`),
        }),
      keywords: [format],
      when: () => desk.bench.lasts[kind] !== null && !desk.bench.exporting,
      run: () => {
        // There it is told what came of it.
        desk.goTo(kind === 'run' ? 'scenarios' : 'matrix');
        return desk.bench.export(kind, format);
      },
    })),
  );

function programActions(desk: Desk): Action[] {
  const { backend } = desk.lab;
  return [
    {
      id: 'palette',
      group: 'program',
      label: own('action.palette'),
      shortcut: { key: 'k', mod: true },
      run: () => void (desk.sheet = 'palette'),
    },
    {
      id: 'shortcuts',
      group: 'program',
      label: own('action.shortcuts'),
      shortcut: { key: '/', mod: true },
      run: () => void (desk.sheet = 'shortcuts'),
    },
    {
      id: 'documentation',
      group: 'program',
      label: own('action.documentation'),
      run: () => backend.openDocumentation(),
    },
    { id: 'about', group: 'program', label: own('action.about'), run: () => void (desk.sheet = 'about') },
    {
      id: 'quit',
      group: 'program',
      label: own('action.quit'),
      shortcut: { key: 'q', mod: true },
      run: () => backend.quit(),
    },
  ];
}

const codeActions = (desk: Desk): Action[] =>
  (desk.lab.facts?.dictionary.codes ?? []).map(({ code, meaning }) => ({
    id: `code_${code}`,
    group: 'code',
    label: (language) => `${code} ${meaning[language]}`,
    keywords: [String(code)],
    run: () => desk.goTo('codes', String(code)),
  }));

const scenarioActions = (desk: Desk): Action[] =>
  (desk.bench.items ?? [])
    .filter((item) => item.problems.length === 0)
    .map((item) => ({
      id: `scenario_${item.id}`,
      group: 'scenario',
      label: (language) => item.title?.[language] ?? item.id,
      keywords: [item.id, ...item.tags],
      chosen: () => desk.lab.simulation?.scenario?.id === item.id,
      run: () => desk.lab.loadScenario(item.id),
    }));
