import type { About } from '../bindings/About';

/** The program as text for a bug report: English whatever the lab's language, since other people read it. */
export function aboutText(about: About): string {
  const facts = [
    `NumberAuth Lab ${about.version}${about.commit ? ` (${about.commit})` : ''}`,
    `SDK edition: ${about.edition}`,
    `Tauri ${about.tauri}`,
    `Web view: ${about.webview ?? 'unknown'}`,
    `Rust: ${about.rust}`,
    `System: ${about.system}`,
    `Licence: ${about.licence}`,
  ];
  const components = about.components.map(
    ({ kind, name, version, licence }) => `${kind} ${name} ${version} ${licence}`,
  );
  return [...facts, '', `Components (${components.length}):`, ...components, ''].join('\n');
}
