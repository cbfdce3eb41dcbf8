type Key = Pick<KeyboardEvent, 'isComposing' | 'keyCode'>;

/** What WebKit gives as `keyCode` of keys that an input method takes, where it does not say `isComposing`. */
const TAKEN_BY_INPUT_METHOD = 229;

/** Whether the key belongs to an input method that composes text: no shortcut hears it. */
export const isComposed = ({ isComposing, keyCode }: Key): boolean => isComposing || keyCode === TAKEN_BY_INPUT_METHOD;
