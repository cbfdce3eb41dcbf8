import type { Flow } from '../bindings/Flow';
import type { OutcomeChoice } from '../bindings/OutcomeChoice';
import type { Words } from '../bindings/Words';

/** Why the flow that is shown cannot give it. */
export const whyImpossible = (choice: OutcomeChoice, flow: Flow): Words | null =>
  flow === 'login' ? choice.impossible : choice.impossible_in_verification;
