import { Check, ChevronDown } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { cn } from '@/lib/cn';
import { Skeletons } from '@/ui/skeleton';

interface FilterChipProps {
  label: string;
  /** What is chosen, in words; nothing for all. */
  chosen: string | undefined;
  children: ReactNode;
}

/** A filter with more to choose from than fits beside it. */
export function FilterChip({ label, chosen, children }: FilterChipProps) {
  return (
    <Popover.Root>
      <Popover.Trigger
        className={cn(
          'inline-flex h-11 shrink-0 items-center gap-1.5 rounded-full border border-line-strong px-3.5 text-[13px] font-[520] whitespace-nowrap text-muted transition-colors hover:text-text data-[state=open]:text-text sm:h-8 sm:px-3',
          chosen !== undefined && 'border-dim bg-line-strong text-text',
        )}
      >
        {chosen === undefined ? (
          label
        ) : (
          <span className="max-w-44 truncate">
            <span className="sr-only">{label}: </span>
            {chosen}
          </span>
        )}
        <ChevronDown className="size-3.5" aria-hidden />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={6}
          collisionPadding={8}
          aria-label={label}
          className="z-40 flex max-h-(--radix-popover-content-available-height) w-72 max-w-[calc(100vw-1rem)] flex-col rounded-media border border-line-strong bg-panel p-1 shadow-xl shadow-black/25 outline-none data-[state=open]:animate-appear"
        >
          {children}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

export interface Choice {
  value: string;
  label: string;
  count?: number | undefined;
  chosen: boolean;
}

/** With more than these there is a box to find one. */
const MANY = 9;

interface ChoicesProps {
  choices: readonly Choice[] | undefined;
  /** Said where there is nothing to choose from. */
  none: string;
  onChoose: (value: string) => void;
}

export function Choices({ choices, none, onChoose }: ChoicesProps) {
  const [words, setWords] = useState('');
  if (!choices) return <Skeletons count={4} className="m-1 h-8" />;
  if (choices.length === 0) return <p className="p-3 text-muted">{none}</p>;
  const shown = choices.filter(({ label }) => label.toLowerCase().includes(words.toLowerCase()));
  return (
    <>
      {choices.length > MANY && (
        <input
          type="search"
          value={words}
          onChange={(event) => setWords(event.target.value)}
          aria-label="Find one of these"
          placeholder="Find"
          className="mb-1 h-11 shrink-0 rounded-md bg-raised px-2.5 outline-none placeholder:text-dim max-sm:text-base sm:h-9"
        />
      )}
      <div className="min-h-0 max-h-80 overflow-y-auto">
        {shown.map(({ value, label, count, chosen }) => (
          <button
            key={value}
            type="button"
            aria-pressed={chosen}
            onClick={() => onChoose(value)}
            className="flex min-h-11 w-full items-center gap-2 rounded-md px-2.5 text-left hover:bg-raised sm:min-h-9"
          >
            <Check className={cn('size-4 shrink-0', !chosen && 'invisible')} aria-hidden />
            <span className="min-w-0 flex-1 truncate">{label}</span>
            {count !== undefined && <span className="text-[13px] text-muted tabular">{count.toLocaleString()}</span>}
          </button>
        ))}
        {shown.length === 0 && <p className="p-2.5 text-muted">None is called that.</p>}
      </div>
    </>
  );
}
