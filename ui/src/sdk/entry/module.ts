// `/sdk/v1/numberauth.mjs`: a module.
import { callHome } from './served.js';

callHome(import.meta.url);

export { PhoneServerCustomization, PhoneServerCustomization as default } from '../phone-server.js';
