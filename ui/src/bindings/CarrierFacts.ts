import type { Carrier } from './Carrier';
import type { Words } from './Words';
import type { Agreement } from './Agreement';

export type CarrierFacts = { carrier: Carrier; name: Words; short_name: Words; agreement: Agreement; slogan: string; slogan_gloss: string; prefixes: string[] };
