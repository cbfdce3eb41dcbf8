import type { Flow } from '../bindings/Flow';

/** Whose the digits are that are typed for the user. */
export type Answer = 'right' | 'wrong';

/** What the owner of this SIM would type: the middle four digits, or the whole number. */
export const rightAnswer = (number: string, flow: Flow): string => (flow === 'login' ? number.slice(3, 7) : number);

/** The same with its digits 4 to 7 each one higher: surely another number, surely as well formed. */
export function wrongAnswer(number: string, flow: Flow): string {
  const middle = number.slice(3, 7).replace(/\d/g, (digit) => String((Number(digit) + 1) % 10));
  return flow === 'login' ? middle : number.slice(0, 3) + middle + number.slice(7);
}
