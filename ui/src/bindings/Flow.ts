export type Flow = 'login' | 'verify';
