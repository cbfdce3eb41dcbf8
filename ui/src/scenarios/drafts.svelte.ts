// Texts under edit. Each lives until it is saved or thrown away by hand: choosing another scenario, another view or another
// language loses nothing.
import type { Backend } from '../backend/backend';
import { asProblem, type Problem } from '../backend/problem';
import type { ScenarioProblem } from '../bindings/ScenarioProblem';
import type { ScenarioText } from '../bindings/ScenarioText';
import type { ShelfItem } from '../bindings/ShelfItem';

/** After the last key press, in milliseconds. */
const PAUSE = 250;

export class Draft {
  text = $state('');
  /** The text as it stands in its file; null when there is none. */
  saved = $state.raw<ScenarioText | null>(null);
  problems = $state.raw<readonly ScenarioProblem[]>([]);
  checking = $state(false);
  saving = $state(false);
  problem = $state.raw<Problem | null>(null);
  changed = $derived(this.saved === null || this.text !== this.saved.text);
  readonly = $derived(this.saved?.source === 'shipped');

  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  /** `name`: what the list calls it before it has a file. */
  constructor(
    private readonly backend: Backend,
    readonly key: string,
    readonly name: string,
  ) {}

  open(saved: ScenarioText | null, text: string): void {
    this.saved = saved;
    this.text = text;
    void this.check();
  }

  type(text: string): void {
    this.text = text;
    // What was refused was another text.
    this.problem = null;
    this.checking = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.check(), PAUSE);
  }

  async check(): Promise<void> {
    clearTimeout(this.#timer);
    const mine = ++this.#asked;
    this.checking = true;
    try {
      const problems = await this.backend.checkScenario(this.text);
      if (mine === this.#asked) this.problems = problems;
    } catch (error) {
      if (mine === this.#asked) this.problem = asProblem(error);
    }
    if (mine === this.#asked) this.checking = false;
  }

  /** Answers the item that was saved, or null: then `problem` says why. */
  async save(): Promise<ShelfItem | null> {
    if (this.saving) return null;
    this.saving = true;
    const text = this.text;
    try {
      const item = await this.backend.saveScenario(text, this.saved?.source === 'own' ? this.saved.sha256 : null);
      this.problem = null;
      this.saved = { id: item.id, source: 'own', text, sha256: item.sha256 ?? '' };
      return item;
    } catch (error) {
      this.problem = asProblem(error);
      return null;
    } finally {
      this.saving = false;
    }
  }

  /** Back to the file's own text. */
  revert(): void {
    if (this.saved) this.open(this.saved, this.saved.text);
    this.problem = null;
  }
}

export class Drafts {
  /** Texts without a file: dropped, duplicated. */
  fresh = $state.raw<readonly Draft[]>([]);
  #ofFiles = $state.raw<Readonly<Record<string, Draft>>>({});
  #made = 0;

  constructor(private readonly backend: Backend) {}

  /** The draft of a file or of a fresh text, if it was opened. */
  of(key: string): Draft | undefined {
    return this.#ofFiles[key] ?? this.fresh.find((draft) => draft.key === key);
  }

  /** Opens a scenario's text; one with changes stays as it is. Rejects with a `Problem`. */
  async open(id: string): Promise<Draft> {
    const there = this.of(id);
    if (there?.changed) return there;
    const file = await this.backend.scenarioText(id);
    const draft = there ?? new Draft(this.backend, id, id);
    draft.open(file, file.text);
    this.#ofFiles = { ...this.#ofFiles, [id]: draft };
    return draft;
  }

  /** A text without a file, to be looked at and saved. */
  add(name: string, text: string): Draft {
    const draft = new Draft(this.backend, `new:${++this.#made}`, name);
    draft.open(null, text);
    this.fresh = [...this.fresh, draft];
    return draft;
  }

  /** A fresh text that is like this scenario's, under another id. Rejects with a `Problem`. */
  async duplicate(id: string, taken: (id: string) => boolean): Promise<Draft> {
    const { text } = await this.backend.scenarioText(id);
    // A file beside a shipped scenario of its name has its folder's name before it, which no id has.
    const base = `${id.replace(/.*\//, '')}-copy`;
    let copy = base;
    for (let number = 2; taken(copy); number++) copy = `${base}-${number}`;
    return this.add(
      copy,
      text.replace(/("id"\s*:\s*)"[^"]*"/, (_, before: string) => `${before}${JSON.stringify(copy)}`),
    );
  }

  /** A fresh text was saved: its file's own draft takes its place. */
  settle(draft: Draft, id: string): void {
    this.forget(draft.key);
    this.forget(id);
  }

  forget(key: string): void {
    this.fresh = this.fresh.filter((draft) => draft.key !== key);
    this.#ofFiles = Object.fromEntries(Object.entries(this.#ofFiles).filter(([name]) => name !== key));
  }
}
