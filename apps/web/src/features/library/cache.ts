import type { InfiniteData } from '@tanstack/react-query';
import type { Schemas } from '@/api/client';

export type Item = Schemas['LibraryItemDto'];
export type Found = InfiniteData<Schemas['LibraryPageDto']>;

/** Pages with some items changed; those for which there is nothing any more are left out, and counted off. */
export function patched(found: Found, digests: ReadonlySet<string>, change: (item: Item) => Item | undefined): Found {
  let gone = 0;
  const pages = found.pages.map((page) => ({
    ...page,
    items: page.items.flatMap((item) => {
      const after = digests.has(item.digest) ? change(item) : item;
      if (!after) gone += 1;
      return after ? [after] : [];
    }),
  }));
  return { ...found, pages: pages.map((page) => ({ ...page, total: Math.max(0, page.total - gone) })) };
}

type Marks = Omit<Schemas['MarkLibraryDto'], 'digests'>;

/** An item as it will be with these marks. */
export function marked(item: Item, { favourite, pinned, add_tags = [], remove_tags = [] }: Marks): Item {
  const tags = new Set([...item.tags, ...add_tags]);
  for (const tag of remove_tags) tags.delete(tag);
  return { ...item, favourite: favourite ?? item.favourite, pinned: pinned ?? item.pinned, tags: [...tags].sort() };
}
