import { useQuery } from '@tanstack/react-query';
import { useId, useLayoutEffect, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { client, dataOf } from '@/api/client';
import { cn } from '@/lib/cn';
import { keptPrompts } from './kept-prompts';
import { suggestionsFor } from './suggest';
import type { Suggestion } from './suggest';
import { addAddresses, addFiles, addressesIn } from './uploads';

interface PromptProps {
  words: string;
  onWords: (words: string) => void;
  placeholder: string;
}

const PROMPTS = 100;

/** Prompts that were used here or by this gateway, the latest first. */
function useEarlier(asked: boolean): string[] {
  const { data } = useQuery({
    queryKey: ['library', 'prompts'],
    queryFn: async () => dataOf(await client.GET('/library', { params: { query: { limit: PROMPTS } } })),
    select: ({ items }) => [...new Set(items.flatMap(({ prompt }) => (prompt === undefined ? [] : [prompt])))],
    enabled: asked,
    staleTime: 60_000,
  });
  return [...keptPrompts(), ...(data ?? [])];
}

/** What to make, in words. What fits is offered while one writes: Tab takes it, Escape sends it away. */
export function Prompt({ words, onWords, placeholder }: PromptProps) {
  const [id, list] = [useId(), useId()];
  const box = useRef<HTMLTextAreaElement>(null);
  // Only while somebody writes: who goes through the page with Tab is not held up.
  const [cursor, setCursor] = useState<number>();
  const [active, setActive] = useState(0);
  const earlier = useEarlier(cursor !== undefined);
  const offered = cursor === undefined ? [] : suggestionsFor(words, cursor, earlier);
  const put = useRef<number>(undefined);
  useLayoutEffect(() => {
    if (put.current === undefined) return;
    box.current?.setSelectionRange(put.current, put.current);
    put.current = undefined;
  });
  const quiet = () => {
    setCursor(undefined);
    setActive(0);
  };
  const take = ({ result, cursor: at }: Suggestion) => {
    put.current = at;
    onWords(result);
    quiet();
    box.current?.focus();
  };
  const keyed = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const chosen = offered[active];
    if (!chosen || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const act = {
      Tab: () => take(chosen),
      ArrowRight: () => take(chosen),
      ArrowDown: () => setActive((active + 1) % offered.length),
      ArrowUp: () => setActive((active + offered.length - 1) % offered.length),
      Escape: quiet,
    }[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  return (
    <div className="relative min-w-0">
      <label htmlFor={id} className="sr-only">
        What to make
      </label>
      <textarea
        ref={box}
        id={id}
        rows={1}
        value={words}
        onChange={({ target }) => {
          onWords(target.value);
          setCursor(target.selectionEnd);
          setActive(0);
        }}
        onBlur={quiet}
        onKeyDown={keyed}
        onPaste={(event) => {
          const addresses = addressesIn(event.clipboardData.getData('text'));
          const files = [...event.clipboardData.files];
          if (addresses.length === 0 && files.length === 0) return;
          event.preventDefault();
          event.stopPropagation();
          addAddresses(addresses);
          addFiles(files);
        }}
        aria-autocomplete="list"
        aria-controls={offered.length > 0 ? list : undefined}
        aria-activedescendant={offered.length > 0 ? `${list}-${active}` : undefined}
        placeholder={placeholder}
        className="field-sizing-content max-h-[30dvh] min-h-7 w-full sm:max-h-72 resize-none bg-transparent text-base outline-none placeholder:text-dim"
      />
      <Offers list={list} offered={offered} active={active} onTake={take} />
    </div>
  );
}

interface OffersProps {
  list: string;
  offered: readonly Suggestion[];
  active: number;
  onTake: (suggestion: Suggestion) => void;
}

function Offers({ list, offered, active, onTake }: OffersProps) {
  return (
    <>
      <span className="sr-only" role="status">
        {offered.length > 0 && `${offered.length} suggestions; Tab takes ${offered[active]?.text}`}
      </span>
      {/* It has its place, so that nothing moves when it comes and goes; on a phone it is above. */}
      <div
        className={cn(
          'flex items-center gap-2 overflow-hidden text-[13px] sm:h-7',
          'max-sm:absolute max-sm:inset-x-0 max-sm:bottom-full max-sm:mb-4 max-sm:rounded-control max-sm:border max-sm:border-line-strong max-sm:bg-panel max-sm:p-1.5',
          offered.length === 0 && 'max-sm:hidden',
        )}
      >
        {offered.length > 0 && (
          <>
            <kbd className="hidden rounded border border-line-strong px-1.5 font-sans text-[11px] text-muted sm:inline">
              Tab
            </kbd>
            <ul id={list} role="listbox" aria-label="Suggestions" className="flex min-w-0 gap-1.5 overflow-x-auto">
              {offered.map((one, index) => (
                <li
                  key={one.text}
                  id={`${list}-${index}`}
                  role="option"
                  aria-selected={index === active}
                  // The text keeps the focus.
                  onPointerDown={(event) => event.preventDefault()}
                  onClick={() => onTake(one)}
                  className={cn(
                    'max-w-80 shrink-0 cursor-pointer truncate rounded-full border border-line px-2.5 py-2 text-muted sm:py-0.5',
                    index === active && 'border-dim text-text',
                  )}
                >
                  {one.text}
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </>
  );
}
