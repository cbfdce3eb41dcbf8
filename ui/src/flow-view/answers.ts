import type { Flow } from '../bindings/Flow';

/** Whose the digits are that are typed for the user. */
export type Answer = 'right' | 'wrong';

/** What the owner of this SIM would type: the middle four digits, or the whole number. */
export const rightAnswer = (number: string, flow: Flow): string => (flow === 'login' ? number.slice(3, 7) : number);

const eachOneHigher = (digits: string): string => digits.replace(/\d/g, (digit) => String((Number(digit) + 1) % 10));

/**
 * Surely wrong, surely as well formed. Of a whole number the last four differ too: a screen that masks the middle
 * would show the right number otherwise. Its first four stay, which say the carrier (1340 to 1348 are China Mobile's).
 */
export const wrongAnswer = (number: string, flow: Flow): string =>
  flow === 'login' ? eachOneHigher(number.slice(3, 7)) : number.slice(0, 4) + eachOneHigher(number.slice(4));
