export const views = ['login', 'verify', 'matrix', 'scenarios', 'codes', 'signature', 'consent', 'settings'] as const;
export type View = (typeof views)[number];

/** The view that the address names; the first one for anything else. */
export function viewOf(hash: string): View {
  const name = hash.replace(/^#/, '');
  return views.find((view) => view === name) ?? 'login';
}
