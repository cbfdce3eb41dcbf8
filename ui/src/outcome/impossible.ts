import type { Flow } from '../bindings/Flow';
import type { NextOutcome } from '../bindings/NextOutcome';
import type { OutcomeChoice } from '../bindings/OutcomeChoice';
import type { Words } from '../bindings/Words';

/** Why the flow that is shown cannot give it. */
export const whyImpossible = (choice: OutcomeChoice, flow: Flow): Words | null =>
  flow === 'login' ? choice.impossible : choice.impossible_in_verification;

/** Whether it can be pressed: if the flow that is shown can give it, and to take it back always. */
export const canPress = (choice: OutcomeChoice, armed: NextOutcome | null, flow: Flow): boolean =>
  choice.outcome === armed || whyImpossible(choice, flow) === null;

/** What is armed once it is pressed. */
export const pressed = (outcome: NextOutcome, armed: NextOutcome | null): NextOutcome | null =>
  outcome === armed ? null : outcome;
