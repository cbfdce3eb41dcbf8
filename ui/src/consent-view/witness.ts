// What only somebody who watched the page can tell of it: how it arrived, whose hand was on the box, what a press did.
import type { Flow } from '../bindings/Flow';
import type { SeenRefusal } from '../bindings/SeenRefusal';
import { ASKING, type Witnessed } from './seen';

/** Screens from which a page comes back as it was left. */
const DETOURS = ['document', 'otherWay', 'tokenReady', 'tokenExpired', 'tokenFailed', 'checkFailed', 'error', 'result'];

export class Witness {
  #arrivedAfter: number | null = null;
  #refusal: SeenRefusal | null = null;
  /** What the user's hand made of the box; null: it was ticked before anybody looked. */
  #hand: boolean | null = null;
  #tickedByItself = false;
  #arriving = false;
  #screen: string | undefined;

  /** `root` is what the phone of the flow is drawn in; `newestEntry` the number of the journal's newest entry that came. */
  constructor(
    private readonly root: HTMLElement,
    private readonly flow: Flow,
    private readonly newestEntry: () => number,
  ) {
    this.#screen = this.#phone?.dataset.screen;
  }

  get #phone(): HTMLElement | null {
    return this.root.querySelector('.phone');
  }
  get #box(): HTMLInputElement | null {
    return this.root.querySelector('[data-part=box]');
  }
  get #asking(): boolean {
    return this.#phone?.dataset.screen === ASKING[this.flow];
  }

  /** Something changed: another page may have come. */
  notice(): void {
    const screen = this.#phone?.dataset.screen;
    if (screen === this.#screen) return;
    const from = this.#screen;
    this.#screen = screen;
    const arrives = this.#asking && from !== undefined && !DETOURS.includes(from);
    if (!arrives && screen !== 'start' && screen !== 'loading') return;
    this.#arrivedAfter = null;
    this.#refusal = null;
    this.#tickedByItself = false;
    this.#arriving = arrives;
    this.#hand = arrives ? false : null;
  }

  /** Somebody ticked or unticked something. */
  touched(event: Event): void {
    if (event.target === this.#box) this.#hand = this.#box?.checked ?? null;
  }

  /** Whether this is a press of the button without the tick. */
  isPressWithoutTick(event: Event): boolean {
    const button = (event.target as Element).closest('[data-part=button]');
    return button !== null && this.#box?.checked === false;
  }

  /** What came of a press without the tick, which came after this entry of the journal. */
  answered(after: number): void {
    if (!this.#asking) return;
    const has = (selector: string) => this.root.querySelector(selector) !== null;
    this.#refusal = {
      asked_for_tick: has('[data-asked]'),
      asked_otherwise: has('.field [aria-invalid=true]'),
      busy: has('[data-part=button][aria-disabled=true]'),
      after,
      until: this.newestEntry(),
    };
  }

  /** What is known by now. */
  tell(): Witnessed {
    if (this.#asking) {
      const ticked = this.#box?.checked ?? false;
      if (!ticked) this.#hand = false;
      else if (this.#hand === false) this.#tickedByItself = true;
      if (this.#arriving) this.#arrivedAfter = this.newestEntry();
      this.#arriving = false;
    }
    return {
      ticked_by_itself: this.#hand === null ? null : this.#tickedByItself,
      arrived_after: this.#arrivedAfter,
      refusal: this.#refusal,
    };
  }
}
