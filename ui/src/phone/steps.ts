import type { StepStatus } from '../bindings/StepStatus';

/** The steps of one-tap login, in the seed's order. */
export const loginSteps = ['network', 'check', 'mask', 'consent', 'token', 'exchange', 'done'] as const;
export type StepName = (typeof loginSteps)[number];

/** The steps of a verification. */
export const verifySteps = ['network', 'check', 'consent', 'token', 'exchange', 'done'] as const;
export type VerifyStepName = (typeof verifySteps)[number];

/** What a step did last. `code` is the SDK's (`600000`), the network's (`wifi`) or the server's (`OK`, `isv.…`). */
export type StepState = { status: StepStatus; code: string | null };

/** Which token a lone step hands in. */
export type TokenChoice = 'as_is' | 'forged' | 'expired' | 'missing';

/** What a lone step is called with, raw: judging it is not the page's business. A key that is absent takes the usual value. */
export type StepArguments = {
  timeout?: unknown;
  mask?: unknown;
  accessToken?: TokenChoice;
  jwtToken?: TokenChoice;
};
