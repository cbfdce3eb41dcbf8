// `/sdk/v1/numberauth.js`: a classic script, where the vendor's own script would be.
import { installOnWindow } from '../install.js';
import { callHome } from './served.js';

const script = document.currentScript;
callHome(script instanceof HTMLScriptElement ? script.src : undefined);
installOnWindow();
