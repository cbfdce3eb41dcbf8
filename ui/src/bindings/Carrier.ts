export type Carrier = 'CM' | 'CU' | 'CT';
