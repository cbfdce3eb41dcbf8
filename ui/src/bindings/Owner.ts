export type Owner = 'nobody' | 'user' | 'page' | 'server' | 'alibaba' | 'carrier';
