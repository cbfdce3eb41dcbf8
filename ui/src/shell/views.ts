export const views = ['login', 'verify', 'matrix', 'scenarios', 'codes', 'signature', 'consent', 'settings'] as const;
export type View = (typeof views)[number];

/** The view that the address names, as in `#codes` and `#codes/600011`; the first one for anything else. */
export function viewOf(hash: string): View {
  const [name] = hash.replace(/^#/, '').split('/');
  return views.find((view) => view === name) ?? 'login';
}

/** Where in its view the address leads: `600011` of `#codes/600011`; empty for the view as such. */
export function placeIn(hash: string): string {
  return hash.split('/')[1] ?? '';
}
