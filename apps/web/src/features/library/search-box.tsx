import { useQuery } from '@tanstack/react-query';
import { Bookmark, Search, X } from 'lucide-react';
import { useId, useState } from 'react';
import type { KeyboardEvent, RefObject } from 'react';
import { cn } from '@/lib/cn';
import { IconButton } from '@/ui/button';
import { searchesQuery } from './queries';
import { lineOf } from './search';
import type { Facets, LibraryQuery } from './search';
import { completed, suggestions } from './suggest';

interface Option {
  key: string;
  text: string;
  note?: string | undefined;
  count?: number | undefined;
  saved?: boolean;
  /** The line once it is taken. */
  line: string;
}

interface SearchBoxProps {
  line: string;
  known: Facets | undefined;
  box: RefObject<HTMLInputElement | null>;
  onChange: (line: string) => void;
}

/** One line for words and what narrows them; it offers what could be meant, and searches kept under a name. */
export function SearchBox({ line, known, box, onChange }: SearchBoxProps) {
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const id = useId();
  const options = useOptions(line, known);
  const shown = open && options.length > 0;
  const take = (option: Option) => {
    onChange(option.line);
    setAt(-1);
    // A whole word is followed by another one only sometimes; what was found lies below.
    setOpen(option.line.endsWith(':'));
    box.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setOpen(true);
      setAt((before) => (before + step + options.length + 1) % (options.length + 1));
    } else if (event.key === 'Enter' || (event.key === 'Tab' && at >= 0)) {
      const option = shown ? options[at] : undefined;
      if (option) {
        event.preventDefault();
        take(option);
      } else setOpen(false);
    } else if (event.key === 'Escape') {
      if (shown) event.preventDefault();
      if (shown) setOpen(false);
      else box.current?.blur();
    }
  };
  return (
    <div className="relative min-w-0 flex-1">
      <div className="flex h-11 items-center gap-2 rounded-control border border-line-strong bg-panel pr-1 pl-3 focus-within:border-accent sm:h-10">
        <Search className="size-4 shrink-0 text-muted" aria-hidden />
        <input
          ref={box}
          type="search"
          role="combobox"
          aria-label="Search the library"
          aria-expanded={shown}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          {...(shown && at >= 0 && { 'aria-activedescendant': `${id}-${at}` })}
          autoComplete="off"
          spellCheck={false}
          placeholder="harbour type:video tag:hero"
          value={line}
          onChange={(event) => {
            onChange(event.target.value);
            setOpen(true);
            setAt(-1);
          }}
          onFocus={() => setOpen(true)}
          onClick={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onKeyDown={onKeyDown}
          className="h-full w-full min-w-0 bg-transparent outline-none placeholder:text-dim max-sm:text-base [&::-webkit-search-cancel-button]:hidden"
        />
        {line !== '' && (
          <IconButton label="Clear the search" className="size-9 sm:size-8" onClick={() => onChange('')}>
            <X />
          </IconButton>
        )}
      </div>
      <ul
        id={`${id}-list`}
        role="listbox"
        aria-label="Suggestions"
        hidden={!shown}
        className="absolute inset-x-0 top-full z-20 mt-1.5 max-h-80 overflow-y-auto rounded-media border border-line-strong bg-panel p-1 shadow-xl shadow-black/25"
      >
        {options.map((option, index) => (
          <li
            key={option.key}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === at}
            // Before the box loses the focus, and the list with it.
            onPointerDown={(event) => {
              event.preventDefault();
              take(option);
            }}
            className={cn(
              'flex min-h-11 cursor-pointer items-center gap-2.5 rounded-md px-2.5 hover:bg-raised sm:min-h-9',
              index === at && 'bg-raised',
            )}
          >
            {option.saved && <Bookmark className="size-4 text-muted" aria-hidden />}
            <span className="truncate">{option.text}</span>
            <span className="ml-auto truncate text-[13px] text-muted tabular">{option.count ?? option.note}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function useOptions(line: string, known: Facets | undefined): Option[] {
  const { data: searches = [] } = useQuery(searchesQuery);
  const words = line.trim().toLowerCase();
  const saved = searches
    .filter(({ name }) => words === '' || name.toLowerCase().includes(words))
    .map(({ name, query }) => ({ name, line: lineOf(query as LibraryQuery) }))
    .filter((search) => search.line !== line.trim())
    .map((search) => ({
      ...{ key: `saved ${search.name}`, text: search.name, note: search.line, saved: true, line: `${search.line} ` },
    }));
  const offered = suggestions(line, known).map((one) => ({ ...one, key: one.text, line: completed(line, one) }));
  return [...saved.slice(0, 5), ...offered];
}
