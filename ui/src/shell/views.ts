export const views = ['login', 'verify', 'matrix', 'scenarios', 'codes', 'signature', 'settings'] as const;
export type View = (typeof views)[number];

/** The view that the address names, as in `#codes` and `#codes/600011`; the first one for anything else. */
export function viewOf(hash: string): View {
  const [name] = hash.replace(/^#/, '').split('/');
  return views.find((view) => view === name) ?? 'login';
}

/** What the address names within its view, if it does. */
export const placeOf = (hash: string): string => hash.split('/')[1] ?? '';
