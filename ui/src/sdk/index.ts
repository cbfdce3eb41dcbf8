// The page SDK. This folder is a package of its own in the making: it imports nothing from the program around it.
export { installOnWindow } from './install';
export { PhoneServerCustomization, PhoneServerCustomization as default } from './phone-server';
export { configure } from './transport';
export type { Transport } from './transport';
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
} from './types';
