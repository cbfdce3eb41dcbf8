// Watches the phone: when its page arrives, what a press without the tick does, and every change of what is shown.
import type { ConsentAudit } from '../bindings/ConsentAudit';
import type { Flow } from '../bindings/Flow';
import type { PhoneLanguage } from '../bindings/PhoneLanguage';
import type { SeenConsent } from '../bindings/SeenConsent';
import type { SeenRefusal } from '../bindings/SeenRefusal';
import { asProblem, type Problem } from '../backend/problem';
import { ASKING, see, type Witnessed } from './seen';

/** After a change the page is looked at this much later, in ms: until then it may still move. */
export const SETTLED = 200;
/** What no event tells (a style sheet that changes) is seen at the latest after so many ms. */
export const AGAIN = 1_000;
/** A press without the tick is looked at this much later, in ms: its shake is over, a call that it made is told. */
export const ANSWERED = 400;

/** Screens from which a page comes back as it was left. */
const DETOURS = ['document', 'otherWay', 'tokenReady', 'tokenExpired', 'tokenFailed', 'checkFailed', 'error', 'result'];

type Doors = {
  audit(seen: SeenConsent): Promise<ConsentAudit>;
  /** The number of the newest entry of the journal that came. */
  newestEntry(): number;
};

const NOTHING: Witnessed = { ticked_by_itself: null, arrived_after: null, refusal: null };

export class ConsentWatcher {
  audit = $state.raw<ConsentAudit | null>(null);
  /** Why the page cannot be judged now. */
  problem = $state.raw<Problem | null>(null);

  #witnessed: Witnessed = NOTHING;
  #screen: string | undefined;
  #said = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  constructor(private readonly doors: Doors) {}

  /** Watches this phone until the answer is called. */
  watch(phone: HTMLElement, flow: Flow, language: PhoneLanguage): () => void {
    const asking = ASKING[flow];
    this.#said = '';
    this.#witnessed = NOTHING;
    this.#screen = undefined;
    const box = () => phone.querySelector<HTMLInputElement>('[data-part=box]');
    /** What the user's hand made of the box; null: it was ticked before anybody looked. */
    let hand: boolean | null = null;
    let byItself = false;
    let arriving = false;
    const look = () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(look, AGAIN);
      if (phone.dataset.screen === asking) {
        const ticked = box()?.checked ?? false;
        if (!ticked) hand = false;
        else if (hand === false) byItself = true;
        this.#witnessed = { ...this.#witnessed, ticked_by_itself: hand === null ? null : byItself };
        if (arriving) this.#witnessed = { ...this.#witnessed, arrived_after: this.doors.newestEntry() };
        arriving = false;
      }
      void this.#judge(see(phone, flow, language, this.#witnessed));
    };
    const changed = () => {
      const screen = phone.dataset.screen;
      if (screen !== this.#screen) {
        const from = this.#screen;
        this.#screen = screen;
        if (screen === asking && from !== undefined && !DETOURS.includes(from)) {
          this.#witnessed = NOTHING;
          hand = false;
          byItself = false;
          arriving = true;
        } else if (screen === 'start' || screen === 'loading') {
          this.#witnessed = NOTHING;
        }
      }
      clearTimeout(this.#timer);
      this.#timer = setTimeout(look, SETTLED);
    };
    const pressed = (event: Event) => {
      const button = (event.target as Element).closest('[data-part=button]');
      if (!button || box()?.checked !== false) return;
      const after = this.doors.newestEntry();
      setTimeout(() => {
        if (phone.dataset.screen === asking)
          this.#witnessed = { ...this.#witnessed, refusal: this.#refusal(phone, after) };
        changed();
      }, ANSWERED);
    };

    const ticked = (event: Event) => {
      if (event.target === box()) hand = box()?.checked ?? null;
    };

    const observer = new MutationObserver(changed);
    observer.observe(phone, { subtree: true, childList: true, attributes: true, characterData: true });
    phone.addEventListener('click', pressed, true);
    phone.addEventListener('change', ticked, true);
    phone.addEventListener('scroll', changed, true);
    addEventListener('resize', changed);
    this.#screen = phone.dataset.screen;
    changed();
    return () => {
      observer.disconnect();
      phone.removeEventListener('click', pressed, true);
      phone.removeEventListener('change', ticked, true);
      phone.removeEventListener('scroll', changed, true);
      removeEventListener('resize', changed);
      clearTimeout(this.#timer);
    };
  }

  /** Looks again although nothing on the phone changed: the wording that it is judged by did. */
  again(): void {
    this.#said = '';
  }

  #refusal(phone: HTMLElement, after: number): SeenRefusal {
    return {
      asked_for_tick: phone.querySelector('[data-asked]') !== null,
      asked_otherwise:
        phone.querySelector('[data-part=number_field][aria-invalid=true], .field [aria-invalid=true]') !== null,
      busy: phone.querySelector('[data-part=button][aria-disabled=true]') !== null,
      after,
      until: this.doors.newestEntry(),
    };
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
      if (asked === this.#asked) this.problem = asProblem(error);
    }
  }
}
