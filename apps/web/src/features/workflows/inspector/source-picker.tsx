import { Command } from 'cmdk';
import { Check, ChevronDown } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useState } from 'react';
import { cn } from '@/lib/cn';
import { fit } from '../model/found';

export interface SourceOption {
  value: string;
  label: string;
  note: string;
}

interface SourcePickerProps {
  label: string;
  value: string | undefined;
  /** Asked for when it opens: there may be very many. */
  options: () => SourceOption[];
  shown: string;
  onChange: (value: string | undefined) => void;
}

const ROW = 'flex min-h-11 items-center gap-2 rounded-md px-2.5 py-1 data-[selected=true]:bg-raised sm:min-h-9';

/** One of many things to connect, found by a few letters. */
export function SourcePicker({ label, value, options, shown, onChange }: SourcePickerProps) {
  const [open, setOpen] = useState(false);
  const choose = (next: string | undefined) => {
    setOpen(false);
    onChange(next);
  };
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        aria-label={`${label} comes from: ${shown}`}
        className="flex h-11 w-full items-center justify-between gap-2 rounded-control border border-line-strong bg-raised px-3 text-left transition-colors hover:border-dim sm:h-10"
      >
        <span className={cn('truncate', value === undefined && 'text-muted')}>{shown}</span>
        <ChevronDown className="size-4 text-muted" aria-hidden />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={6}
          collisionPadding={8}
          aria-label={`${label} comes from`}
          className="z-50 w-(--radix-popover-trigger-width) min-w-64 overflow-hidden rounded-media border border-line-strong bg-panel shadow-xl shadow-black/25"
        >
          <Command label={`${label} comes from`} filter={fit}>
            <Command.Input
              placeholder="Find a step or an input"
              className="h-11 w-full border-b border-line bg-transparent px-3 outline-none placeholder:text-dim max-sm:text-base sm:h-10"
            />
            <Command.List className="max-h-72 overflow-y-auto p-1">
              <Command.Empty className="px-3 py-4 text-center text-muted">Nothing here fits yet.</Command.Empty>
              {options().map((option) => (
                <Command.Item
                  key={option.value}
                  value={`${option.label} ${option.value}`}
                  onSelect={() => choose(option.value)}
                  className={ROW}
                >
                  <span className="min-w-0 flex-1">
                    <span className="block truncate">{option.label}</span>
                    <span className="block text-[12px] text-muted">{option.note}</span>
                  </span>
                  {option.value === value && <Check className="size-4 text-muted" aria-hidden />}
                </Command.Item>
              ))}
              {value !== undefined && (
                <Command.Item value="Nothing" onSelect={() => choose(undefined)} className={ROW}>
                  Nothing
                </Command.Item>
              )}
            </Command.List>
          </Command>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
