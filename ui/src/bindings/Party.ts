export type Party = 'cloud' | 'server' | 'page' | 'sdk' | 'gateway' | 'carrier';
