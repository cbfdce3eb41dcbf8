export type Agreement = { name: string; gloss: string; url: string };
