export type Component = { name: string, version: string, licence: string, kind: "rust" | "npm", };
