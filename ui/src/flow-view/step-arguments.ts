import type { StepArguments, TokenChoice } from '../phone/steps';

/** What a tester typed beside a step; texts are raw. */
export type StepForm = {
  timeout: string;
  mask: string;
  maskAsNumber: boolean;
  accessToken: TokenChoice;
  jwtToken: TokenChoice;
};

export const emptyStepForm = (): StepForm => ({
  timeout: '',
  mask: '',
  maskAsNumber: false,
  accessToken: 'as_is',
  jwtToken: 'as_is',
});

const named: Record<string, unknown> = { undefined: undefined, NaN: NaN, Infinity: Infinity, '-Infinity': -Infinity };

/** A typed argument as a page's code would have it: `8000` a number, `"abc"` and abc a string, `null` null. */
export function rawValue(text: string): unknown {
  const trimmed = text.trim();
  if (trimmed in named) return named[trimmed];
  try {
    return JSON.parse(trimmed);
  } catch {
    return text;
  }
}

/** Only what was given: an absent key takes the usual value. Nothing is judged here. */
export function stepArguments(form: StepForm): StepArguments {
  const args: StepArguments = {};
  if (form.timeout !== '') args.timeout = rawValue(form.timeout);
  if (form.mask !== '') args.mask = form.maskAsNumber ? Number(form.mask) : form.mask;
  if (form.accessToken !== 'as_is') args.accessToken = form.accessToken;
  if (form.jwtToken !== 'as_is') args.jwtToken = form.jwtToken;
  return args;
}
