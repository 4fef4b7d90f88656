import { useQuery } from '@tanstack/react-query';
import { Archive, Bookmark, BookmarkX, Check, Ellipsis, HardDrive, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from '@/ui/button';
import { Menu, MenuItem, MenuLabel, MenuLine } from '@/ui/menu';
import { SORTS, searchesQuery } from './queries';
import type { Asked, Sort } from './queries';
import { SaveSearch, useForget } from './saved';
import { lineOf } from './search';
import type { LibraryQuery } from './search';
import { Storage } from './storage';
import { save, zipOfFound } from './zip';

interface LibraryMenuProps {
  line: string;
  asked: Asked;
  trashed: boolean;
  sort: Sort;
  onSort: (sort: Sort) => void;
  onTrash: (on: boolean) => void;
  onLine: (line: string) => void;
}

/** What concerns the whole library: searches under a name, the trash, room on the disk. */
export function LibraryMenu({ line, asked, trashed, sort, onSort, onTrash, onLine }: LibraryMenuProps) {
  const { data: searches = [] } = useQuery(searchesQuery);
  const [open, setOpen] = useState<'save' | 'storage'>();
  const forget = useForget();
  const current = searches.find(({ query }) => lineOf(query as LibraryQuery) === line.trim());
  return (
    <>
      <Menu
        trigger={
          <IconButton label="More of the library" className="border border-line-strong sm:size-8">
            <Ellipsis />
          </IconButton>
        }
      >
        {/* On a desk it stands beside the search. */}
        <div className="sm:hidden">
          <MenuLabel>Order</MenuLabel>
          {SORTS.map(({ value, label }) => (
            <MenuItem key={value} onSelect={() => onSort(value)}>
              <Check className={value === sort ? '' : 'invisible'} />
              {label}
            </MenuItem>
          ))}
          <MenuLine />
        </div>
        {searches.length > 0 && <MenuLabel>Saved searches</MenuLabel>}
        {searches.map(({ name, query }) => (
          <MenuItem key={name} onSelect={() => onLine(lineOf(query))}>
            <Bookmark />
            {name}
          </MenuItem>
        ))}
        {searches.length > 0 && <MenuLine />}
        {current ? (
          <MenuItem onSelect={() => forget.mutate(current)}>
            <BookmarkX />
            Forget the search “{current.name}”
          </MenuItem>
        ) : (
          <MenuItem disabled={line.trim() === ''} onSelect={() => setOpen('save')}>
            <Bookmark />
            Save this search
          </MenuItem>
        )}
        <MenuItem onSelect={() => save(zipOfFound(asked), 'library.zip')}>
          <Archive />
          Download all that is found
        </MenuItem>
        <MenuLine />
        <MenuItem onSelect={() => onTrash(!trashed)}>
          <Trash2 />
          {trashed ? 'Back to the library' : 'Trash'}
        </MenuItem>
        <MenuItem onSelect={() => setOpen('storage')}>
          <HardDrive />
          Storage
        </MenuItem>
      </Menu>
      <SaveSearch open={open === 'save'} asked={asked} line={line} onClose={() => setOpen(undefined)} />
      <Storage open={open === 'storage'} onClose={() => setOpen(undefined)} />
    </>
  );
}
