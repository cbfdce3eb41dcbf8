export type Words = { zh: string; en: string };
