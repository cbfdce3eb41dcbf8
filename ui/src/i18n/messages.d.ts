// Made by messages-plugin.ts of src/messages/zh.json and en.json.
declare module 'virtual:messages' {
  type Keys = { [key: string]: 0 | Keys };
  export const keys: Keys;
  /** The texts in the order of the keys. */
  export const zh: readonly string[];
  export const en: readonly string[];
}
