export type Content = { code?: string; msg?: string; reason?: string };
