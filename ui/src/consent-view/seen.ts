// What the phone shows, as Rust is told of it: every part with its words and its sight.
import type { Carrier } from '../bindings/Carrier';
import type { ConsentPart } from '../bindings/ConsentPart';
import type { Flow } from '../bindings/Flow';
import type { PhoneLanguage } from '../bindings/PhoneLanguage';
import type { SeenConsent } from '../bindings/SeenConsent';
import type { SeenPart } from '../bindings/SeenPart';
import { overlaysIn, sightOf } from './sight';

/** The screens that ask for consent. */
export const ASKING: Record<Flow, string> = { login: 'consent', verify: 'form' };

/** Parts that are typed into or only drawn: what is in them is nobody's business. */
const WORDLESS: readonly ConsentPart[] = ['number_slot', 'number_field', 'box'];

function pressable(element: Element): boolean {
  if (!element.matches('button, input, a[href]')) return false;
  return !element.matches(':disabled') && getComputedStyle(element).pointerEvents !== 'none';
}

/** As it is read on the screen: what is not displayed is not in it. */
function wordsOf(element: HTMLElement): string {
  return (element.innerText ?? element.textContent ?? '').replace(/\s+/g, ' ').trim();
}

function partsOf(phone: HTMLElement): SeenPart[] {
  const look = { phone, overlays: overlaysIn(phone) };
  return [...phone.querySelectorAll<HTMLElement>('[data-part]')].map((element) => {
    const part = element.dataset.part as ConsentPart;
    const canBePressed = pressable(element);
    return {
      part,
      text: WORDLESS.includes(part) ? '' : wordsOf(element),
      address: element.dataset.address ?? null,
      pressable: canBePressed,
      sight: sightOf(element, canBePressed, look),
    };
  });
}

/** All that the page says, but no digit: numbers are not needed to judge words. */
const textOf = (phone: HTMLElement) => wordsOf(phone).replace(/\p{Nd}/gu, '');

export type Witnessed = Pick<NonNullable<SeenConsent['page']>, 'ticked_by_itself' | 'arrived_after' | 'refusal'>;

/** Looks at the phone. */
export function see(phone: HTMLElement, flow: Flow, language: PhoneLanguage, witnessed: Witnessed): SeenConsent {
  if (phone.dataset.screen !== ASKING[flow]) return { flow, language, page: null };
  const carrier = phone.querySelector<HTMLElement>('[data-carrier]')?.dataset.carrier;
  return {
    flow,
    language,
    page: { carrier: (carrier as Carrier) ?? null, parts: partsOf(phone), text: textOf(phone), ...witnessed },
  };
}
