// The page's picture of the program: the log, the simulation, the settings. It asks and shows; Rust decides.
import { getContext, setContext } from 'svelte';
import { asProblem, type Problem } from '../backend/problem';
import type { Backend } from '../backend/backend';
import type { DeviceChoice } from '../bindings/DeviceChoice';
import type { Credentials } from '../bindings/Credentials';
import type { Entry } from '../bindings/Entry';
import type { Facts } from '../bindings/Facts';
import type { Dropped } from '../bindings/Dropped';
import type { Flow } from '../bindings/Flow';
import type { Fault } from '../bindings/Fault';
import type { NextOutcome } from '../bindings/NextOutcome';
import type { Notice } from '../bindings/Notice';
import type { PhoneLanguage } from '../bindings/PhoneLanguage';
import type { RunState } from '../bindings/RunState';
import type { Settings } from '../bindings/Settings';
import type { SettingsChange } from '../bindings/SettingsChange';
import type { Simulation } from '../bindings/Simulation';
import type { Snapshot } from '../bindings/Snapshot';
import type { StageState } from '../bindings/StageState';
import type { Update } from '../bindings/Update';
import type { Wording } from '../bindings/Wording';
import { textOf } from '../log/sentence';
import type { Filters, Visible } from './filters';
import { Log } from './log.svelte';
import type { Row } from './rows';

/** So many entries at once are a flood, which is shown so often: nobody reads faster. */
const FLOOD = 10;
const SHOWN_EVERY_MS = 100;

export class Lab {
  status = $state<'connecting' | 'ready' | 'unreachable'>('connecting');
  /** Why the program could not be reached. */
  reason = $state('');
  simulation = $state.raw<Simulation | null>(null);
  settings = $state.raw<Settings | null>(null);
  facts = $state.raw<Facts | null>(null);
  notices = $state.raw<readonly Notice[]>([]);
  /** How the run stands, or the last one ended. */
  run = $state.raw<RunState | null>(null);
  /** While it is open, it is the phone. */
  stage = $state.raw<StageState>({ open: false, flow: 'login', picture: null });
  /** What was dragged into the window last; whoever takes it sets null. */
  dropped = $state.raw<Dropped | null>(null);
  /** The last command that was refused. */
  problem = $state.raw<Problem | null>(null);
  /** Counts the times that the simulation began anew, by a reset or a scenario: what stood on the phone is of before. */
  beginnings = $state(0);
  readonly log = new Log((row) => textOf(row, this.facts));

  get rows(): readonly Row[] {
    return this.log.rows;
  }
  get visible(): Visible {
    return this.log.visible;
  }
  get failures(): number {
    return this.log.failures;
  }
  get selected(): Row | null {
    return this.log.selected;
  }
  get selectedSeq(): number | null {
    return this.log.selectedSeq;
  }
  set selectedSeq(seq: number | null) {
    this.log.selectedSeq = seq;
  }
  get filters(): Filters {
    return this.log.filters;
  }
  set filters(filters: Filters) {
    this.log.filters = filters;
  }

  #lastSeq = 0;
  /** Entries that wait for their turn to be shown, and for when; null: none do. */
  #held: Entry[] = [];
  #heldUntil: ReturnType<typeof setTimeout> | null = null;
  /** `performance.now()` when the simulation's `now` was true. */
  #simulationAt = 0;
  /** Updates that came before the snapshot. */
  #early: Update[] | null = null;

  constructor(readonly backend: Backend) {}

  /** Subscribes, takes the snapshot, then whatever came meanwhile and is not in it. */
  async connect(): Promise<void> {
    this.status = 'connecting';
    this.#early = [];
    try {
      const snapshot = await this.backend.connect((updates) => this.#receive(updates));
      this.#start(snapshot);
      const early = this.#early ?? [];
      this.#early = null;
      this.#receive(early);
      this.status = 'ready';
    } catch (error) {
      this.reason = asProblem(error).message;
      this.status = 'unreachable';
    }
  }

  /** The number of the newest entry that came. */
  get newestEntry(): number {
    return this.#lastSeq;
  }

  /** The virtual calendar, moved on by the time since it was told. Milliseconds since 1970. */
  virtualNow(): number {
    if (!this.simulation) return 0;
    return Date.parse(this.simulation.now) + (performance.now() - this.#simulationAt);
  }

  setDevice = (choice: DeviceChoice): Promise<boolean> => this.#simulate(this.backend.setDevice(choice));
  setCredentials = (credentials: Credentials): Promise<boolean> =>
    this.#simulate(this.backend.setCredentials(credentials));
  addFault = (fault: Fault): Promise<boolean> => this.#simulate(this.backend.addFault(fault));
  removeFault = (place: number, fault: Fault): Promise<boolean> =>
    this.#simulate(this.backend.removeFault(place, fault));
  clearFaults = (): Promise<boolean> => this.#simulate(this.backend.clearFaults());
  armOutcome = (outcome: NextOutcome | null): Promise<boolean> => this.#simulate(this.backend.armOutcome(outcome));
  advanceClock = (seconds: number): Promise<boolean> => this.#simulate(this.backend.advanceClock(seconds));
  /** The phone's own switch. */
  turnWifiOff = async (): Promise<void> => {
    if (!this.simulation) throw new Error('simulation is not known before the snapshot');
    const { carrier } = this.simulation.device;
    if (!(await this.setDevice({ carrier, network: 'cellular' }))) throw this.problem;
  };
  loadScenario = (id: string | null): Promise<boolean> => this.#begin(this.backend.loadScenario(id));
  reset = (): Promise<boolean> => this.#begin(this.backend.reset());

  openStage = (flow: Flow): Promise<void> => this.#ask(this.backend.openStage(flow));
  closeStage = (): Promise<void> => this.#ask(this.backend.closeStage());

  async clearLog(): Promise<void> {
    try {
      await this.backend.clearLog();
      this.#clear();
    } catch (error) {
      this.problem = asProblem(error);
    }
  }

  /**
   * Shows the changed settings at once and saves them; answers why that failed, if it did. What the disk refused lasts for
   * this run; what the program refused is taken back.
   */
  async saveSettings(change: SettingsChange): Promise<Problem | null> {
    const before = this.settings;
    const changed = before && { ...before, ...change };
    this.settings = changed;
    try {
      await this.backend.saveSettings(change);
      return null;
    } catch (error) {
      const problem = asProblem(error);
      if (problem.code !== 'not_saved' && this.settings === changed) this.settings = before;
      return problem;
    }
  }

  /** Takes the customer's wording of the consent page for this language; answers why it was refused, if it was. */
  async saveWording(language: PhoneLanguage, wording: Wording | null): Promise<Problem | null> {
    try {
      await this.backend.saveWording(language, wording);
      return null;
    } catch (error) {
      return asProblem(error);
    }
  }

  dismissNotice(notice: Notice): void {
    this.notices = this.notices.filter((other) => other !== notice);
    if (notice.kind === 'settings_not_saved' && this.problem?.code === 'not_saved') this.problem = null;
  }

  #start(snapshot: Snapshot): void {
    this.#clear();
    this.log.add(snapshot.entries);
    this.#lastSeq = snapshot.entries.at(-1)?.seq ?? 0;
    this.#takeSimulation(snapshot.simulation);
    this.settings = snapshot.settings;
    this.facts = snapshot.facts;
    this.notices = snapshot.notices;
    this.run = snapshot.run;
    this.stage = snapshot.stage;
  }

  #receive(updates: Update[]): void {
    if (this.#early) {
      this.#early.push(...updates);
      return;
    }
    let fresh: Entry[] = [];
    for (const update of updates) {
      switch (update.type) {
        case 'entry':
          if (update.entry.seq > this.#lastSeq) {
            this.#lastSeq = update.entry.seq;
            fresh.push(update.entry);
          }
          break;
        case 'in_flight':
          this.log.inFlight = { hops: update.hops, at: performance.now() };
          break;
        case 'simulation':
          this.#takeSimulation(update.simulation);
          break;
        case 'settings':
          this.settings = update.settings;
          break;
        case 'notice':
          this.notices = [...this.notices, update.notice];
          break;
        case 'run':
          this.run = update.run;
          break;
        case 'stage':
          this.stage = update.stage;
          break;
        case 'dropped':
          this.dropped = update.dropped;
          break;
        case 'cleared':
          fresh = [];
          this.#clear();
          break;
      }
    }
    this.#show(fresh);
  }

  /** What comes one by one is shown at once; of a flood, what came together: each showing costs the page a frame's work. */
  #show(fresh: readonly Entry[]): void {
    if (this.#heldUntil !== null) {
      this.#held.push(...fresh);
      return;
    }
    this.log.add(fresh);
    if (fresh.length < FLOOD) return;
    this.#heldUntil = setTimeout(() => {
      this.#heldUntil = null;
      this.#show(this.#held.splice(0));
    }, SHOWN_EVERY_MS);
  }

  #clear(): void {
    this.#held = [];
    this.log.clear();
  }

  /** A command's answer and its update may cross: the newer revision stays. */
  #takeSimulation(simulation: Simulation): void {
    if (this.simulation && simulation.revision < this.simulation.revision) return;
    // Another scenario, whoever loaded it.
    if (this.simulation && this.simulation.scenario?.id !== simulation.scenario?.id) this.beginnings += 1;
    this.simulation = simulation;
    this.#simulationAt = performance.now();
  }

  async #ask(answer: Promise<void>): Promise<void> {
    try {
      await answer;
      this.problem = null;
    } catch (error) {
      this.problem = asProblem(error);
    }
  }

  async #begin(answer: Promise<Simulation>): Promise<boolean> {
    const begun = await this.#simulate(answer);
    if (!begun) return false;
    this.beginnings += 1;
    // What was explained is of before; its row stays in the log.
    this.selectedSeq = null;
    return true;
  }

  async #simulate(answer: Promise<Simulation>): Promise<boolean> {
    try {
      this.#takeSimulation(await answer);
      this.problem = null;
      return true;
    } catch (error) {
      this.problem = asProblem(error);
      return false;
    }
  }
}

/** Where components find the lab; tests put one there themselves. */
export const labKey = Symbol('lab');
export const provideLab = (lab: Lab): Lab => setContext(labKey, lab);
export const useLab = (): Lab => getContext<Lab>(labKey);
