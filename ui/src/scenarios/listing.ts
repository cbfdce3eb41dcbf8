import type { ShelfItem } from '../bindings/ShelfItem';
import { words } from '../i18n/i18n.svelte';

/** Every tag once, in order. */
export const tagsOf = (items: readonly ShelfItem[]): string[] =>
  [...new Set(items.flatMap((item) => item.tags))].sort();

/** What the list calls it: its title, else its file's name. */
export const titleOf = (item: ShelfItem): string => (item.title ? words(item.title) : `${item.id}.json`);

/** Those that have every word that is searched for, in either language, and the tag. */
export function visibleItems(items: readonly ShelfItem[], text: string, tag: string): ShelfItem[] {
  const wanted = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  return items.filter((item) => {
    if (tag !== '' && !item.tags.includes(tag)) return false;
    const { title, about } = item;
    const all = [item.id, title?.zh, title?.en, about?.zh, about?.en, ...item.tags, ...item.codes]
      .join('\n')
      .toLowerCase();
    return wanted.every((word) => all.includes(word));
  });
}
