// The page SDK. This folder is a package of its own in the making: it imports nothing from the program around it.
export { installOnWindow } from './install.js';
export { abandon, PhoneServerCustomization, PhoneServerCustomization as default } from './phone-server.js';
export { configure } from './transport.js';
export type { Transport } from './transport.js';
export type {
  Callback,
  CallName,
  CallOptions,
  CheckOptions,
  Connection,
  FailureContent,
  LoginTokenOptions,
  PhoneServerResult,
  Vender,
} from './types.js';
