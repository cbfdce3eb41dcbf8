// The tester's bench as the views show it: the scenarios, the runs, the matrix. Rust reads, runs and judges; this asks.
import { getContext, setContext } from 'svelte';
import type { Backend } from '../backend/backend';
import { asProblem, type Problem } from '../backend/problem';
import type { CaseLine } from '../bindings/CaseLine';
import type { CaseReport } from '../bindings/CaseReport';
import type { EvidenceFormat } from '../bindings/EvidenceFormat';
import type { LastRun } from '../bindings/LastRun';
import type { MatrixState } from '../bindings/MatrixState';
import type { ReportKind } from '../bindings/ReportKind';
import type { RunState } from '../bindings/RunState';
import type { ShelfItem } from '../bindings/ShelfItem';
import type { WantedCode } from '../bindings/WantedCode';
import { withPathOnce } from '../evidence/export-problem';
import { Drafts } from '../scenarios/drafts.svelte';
import type { Lab } from './lab.svelte';

type Exporting = { kind: ReportKind } & ({ path: string } | { problem: Problem });

const textKey = ({ id, sha256 }: { id: string; sha256: string | null }) => `${id} ${sha256}`;

export class Bench {
  /** Null until the first list has come. */
  items = $state.raw<readonly ShelfItem[] | null>(null);
  /** The last run of each kind that has ended, with its cases. */
  lasts = $state.raw<Record<ReportKind, LastRun | null>>({
    run: null,
    matrix: null,
    reproduction: null,
  });
  /** Null until it was asked for. */
  matrix = $state.raw<MatrixState | null>(null);
  /** The list, or the matrix, was asked for in vain: what there was before stays. */
  unlisted = $state(false);
  untaken = $state(false);
  /** What was refused last, in the words of the view that asked. */
  problem = $state.raw<Problem | null>(null);
  /** What came of the last export: the file, or why there is none. */
  exported = $state.raw<Exporting | null>(null);
  exporting = $state(false);

  readonly drafts: Drafts;
  /** The cases of the last run by their scenario. */
  cases = $derived<Readonly<Record<string, CaseLine>>>(
    Object.fromEntries((this.lasts.run?.cases ?? []).map((line) => [line.id, line])),
  );
  /** How each scenario ended when it was run last in this session, in whichever run: its proof is still there. */
  proofs = $state.raw<Readonly<Record<string, CaseLine>>>({});

  /** How each text ended last in this session, by {@link textKey}. */
  #verdicts = $state.raw<Readonly<Record<string, CaseLine>>>({});
  #backend: Backend;

  constructor(readonly lab: Lab) {
    this.#backend = lab.backend;
    this.drafts = new Drafts(lab.backend);
  }

  /** Results of the matrix's last run that were not expected. */
  get unexpected(): number {
    return this.matrix?.cells.filter((cell) => cell.state === 'unexpected').length ?? 0;
  }

  get running(): boolean {
    return this.lab.run?.running ?? false;
  }

  /** How this scenario's text ended when it was run last; else how its older text did in the last run. */
  lineOf(item: ShelfItem): CaseLine | undefined {
    return this.#verdicts[textKey(item)] ?? this.cases[item.id];
  }

  /** How the run of a kind stands, or its last one ended. */
  stateOf(kind: ReportKind): RunState | null {
    const { run } = this.lab;
    return run?.kind === kind ? run : (this.lasts[kind]?.state ?? null);
  }

  async refresh(): Promise<void> {
    const items = await this.#ask(this.#backend.listScenarios());
    this.unlisted = items === undefined;
    if (items) this.items = items;
  }

  /** Takes what the run that has ended gave; a run that goes on gives nothing yet. */
  async takeRun(): Promise<void> {
    const kind = this.lab.run?.kind ?? 'run';
    const last = await this.#ask(this.#backend.lastRun(kind));
    if (last !== undefined) this.lasts = { ...this.lasts, [kind]: last };
    if (last && kind === 'run') {
      const by = (name: (line: CaseLine) => string) => Object.fromEntries(last.cases.map((line) => [name(line), line]));
      this.#verdicts = { ...this.#verdicts, ...by(textKey) };
      this.proofs = { ...this.proofs, ...by((line) => line.id) };
    }
    if (kind === 'matrix' && this.matrix !== null) await this.takeMatrix();
  }

  /** For the navigation, which counts it. Nobody asked: that it does not come is told where it is looked at. */
  async foreseeMatrix(): Promise<void> {
    const matrix = await this.#backend.matrix().catch(() => null);
    this.matrix ??= matrix;
  }

  async takeMatrix(): Promise<void> {
    const matrix = await this.#ask(this.#backend.matrix());
    this.untaken = matrix === undefined;
    if (matrix) this.matrix = matrix;
  }

  run = (ids: string[]): Promise<void> => this.#begin(this.#backend.runScenarios(ids));
  runMatrix = (): Promise<void> => this.#begin(this.#backend.runMatrix());
  reproduce = (wanted: WantedCode): Promise<void> => this.#begin(this.#backend.reproduce(wanted));

  async cancel(): Promise<void> {
    await this.#ask(this.#backend.cancelRun());
  }

  async load(id: string | null): Promise<boolean> {
    return this.lab.loadScenario(id);
  }

  async remove(id: string): Promise<boolean> {
    const done = (await this.#ask(this.#backend.deleteScenario(id).then(() => true))) ?? false;
    if (done) {
      this.drafts.forget(id);
      await this.refresh();
    }
    return done;
  }

  /** A case with its steps and journal. Rejects with a `Problem`. */
  caseOf(kind: ReportKind, id: string): Promise<CaseReport> {
    return this.#backend.runCase(kind, id);
  }

  /** Answers whether there is something to tell; there is not when no file was chosen. */
  async export(kind: ReportKind, format: EvidenceFormat): Promise<boolean> {
    if (this.exporting) return false;
    this.exporting = true;
    this.exported = null;
    try {
      const saved = await this.#backend.exportEvidence(kind, format);
      if (saved) this.exported = { kind, path: saved.path };
    } catch (error) {
      this.exported = { kind, problem: withPathOnce(asProblem(error)) };
    } finally {
      this.exporting = false;
    }
    return this.exported !== null;
  }

  /** What a view was told is not told in another one. */
  forgetTold(kind: ReportKind): void {
    this.problem = null;
    this.forgetExport(kind);
  }

  forgetExport(kind: ReportKind): void {
    if (this.exported?.kind === kind) this.exported = null;
  }

  async #begin(begun: Promise<unknown>): Promise<void> {
    this.exported = null;
    await this.#ask(begun);
  }

  async #ask<T>(answer: Promise<T>): Promise<T | undefined> {
    try {
      const value = await answer;
      this.problem = null;
      return value;
    } catch (error) {
      this.problem = asProblem(error);
      return undefined;
    }
  }
}

export const benchKey = Symbol('bench');
export const provideBench = (bench: Bench): Bench => setContext(benchKey, bench);
export const useBench = (): Bench => getContext<Bench>(benchKey);
