import type { Component } from './Component';
export type About = { version: string, commit: string | null, edition: string, licence: string, tauri: string, webview: string | null, rust: string, system: string, components: Array<Component>, };
