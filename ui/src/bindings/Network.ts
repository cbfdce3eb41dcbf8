export type Network = 'cellular' | 'wifi' | 'hotspot' | 'unknown' | 'machine';
