import { isComposed } from '../actions/composing';

/** The key that opens the stage and closes it: no letter, and none that a text field uses. */
export const STAGE_KEY = 'F8';

type Pressed = Pick<
  KeyboardEvent,
  'key' | 'repeat' | 'isComposing' | 'keyCode' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'
>;

/** The bare key, while nothing is composed. Held down it counts once. */
export const isStageKey = (event: Pressed): boolean =>
  event.key === STAGE_KEY &&
  !event.repeat &&
  !isComposed(event) &&
  !(event.ctrlKey || event.metaKey || event.altKey || event.shiftKey);
