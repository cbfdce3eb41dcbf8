// Watches the phone and has Rust judge it, again at each change of what is shown.
import type { ConsentAudit } from '../bindings/ConsentAudit';
import type { Flow } from '../bindings/Flow';
import type { PhoneLanguage } from '../bindings/PhoneLanguage';
import type { SeenConsent } from '../bindings/SeenConsent';
import { asProblem, type Problem } from '../backend/problem';
import { see } from './seen';
import { cannotBePressed } from './sight';
import { Witness } from './witness';

/** After a change the page is looked at this much later, in ms: until then it may still move. */
export const SETTLED = 200;
/** What no event tells (a style sheet that changes) is seen at the latest after so many ms. */
export const AGAIN = 1_000;
/** A press without the tick is looked at this much later, in ms: its shake is over, a call that it made is told. */
export const ANSWERED = 400;

type Doors = {
  audit(seen: SeenConsent): Promise<ConsentAudit>;
  /** The number of the newest entry of the journal that came. */
  newestEntry(): number;
};

export class ConsentWatcher {
  audit = $state.raw<ConsentAudit | null>(null);
  /** Why the page cannot be judged now. */
  problem = $state.raw<Problem | null>(null);
  /** A menu or a dialog of the lab is open: the last judgement stands until it is closed. */
  paused = $state(false);

  /** What was judged last. */
  #said = '';
  #asked = 0;

  constructor(private readonly doors: Doors) {}

  /** Watches the phone of a flow, wherever within `root` it is drawn, until the answer is called. */
  watch(root: HTMLElement, flow: Flow, language: () => PhoneLanguage): () => void {
    const witness = new Witness(root, flow, () => this.doors.newestEntry());
    let timer: ReturnType<typeof setTimeout>;
    let answer: ReturnType<typeof setTimeout>;
    this.#said = '';
    this.paused = false;

    const look = () => {
      timer = setTimeout(look, AGAIN);
      const phone = root.querySelector<HTMLElement>('.phone');
      if (!phone) return;
      const witnessed = witness.tell();
      this.paused = cannotBePressed(phone);
      if (!this.paused) void this.#judge(see(phone, flow, language(), witnessed));
    };
    const changed = () => {
      witness.notice();
      clearTimeout(timer);
      timer = setTimeout(look, SETTLED);
    };
    const touched = (event: Event) => witness.touched(event);
    const pressed = (event: Event) => {
      if (!witness.isPressWithoutTick(event)) return;
      const after = this.doors.newestEntry();
      clearTimeout(answer);
      answer = setTimeout(() => {
        witness.answered(after);
        changed();
      }, ANSWERED);
    };

    const observer = new MutationObserver(changed);
    observer.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
    root.addEventListener('click', pressed, true);
    root.addEventListener('change', touched, true);
    root.addEventListener('scroll', changed, true);
    addEventListener('resize', changed);
    // Menus and dialogs lock the body: a change there is looked at as soon as one of the phone.
    const locked = new MutationObserver(changed);
    locked.observe(document.body, { attributeFilter: ['style'] });
    changed();
    return () => {
      observer.disconnect();
      locked.disconnect();
      root.removeEventListener('click', pressed, true);
      root.removeEventListener('change', touched, true);
      root.removeEventListener('scroll', changed, true);
      removeEventListener('resize', changed);
      clearTimeout(timer);
      clearTimeout(answer);
    };
  }

  /** Looks again although nothing on the phone changed: the wording that it is judged by did. */
  again(): void {
    this.#said = '';
  }

  async #judge(seen: SeenConsent): Promise<void> {
    const said = JSON.stringify(seen);
    if (said === this.#said) return;
    this.#said = said;
    const asked = ++this.#asked;
    try {
      const audit = await this.doors.audit(seen);
      if (asked === this.#asked) [this.audit, this.problem] = [audit, null];
    } catch (error) {
      if (asked !== this.#asked) return;
      this.problem = asProblem(error);
      // Nothing was judged: the same page is told again at the next look.
      this.#said = '';
    }
  }
}
