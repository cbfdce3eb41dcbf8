export type Connection = 'cellular' | 'wifi' | 'unknown';
