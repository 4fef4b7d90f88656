import { Archive, CircleCheck, RotateCcw, Sparkles, Star, Tag, Trash2, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, IconButton } from '@/ui/button';

interface BulkBarProps {
  count: number;
  /** All that is found, and whether they are all chosen. */
  total: number;
  allChosen: boolean;
  busy: boolean;
  trashed: boolean;
  on: {
    all: () => void;
    none: () => void;
    zip: () => void;
    tag: () => void;
    favourite: () => void;
    trash: () => void;
    restore: () => void;
    /** Undefined where nothing of it can be used. */
    use: (() => void) | undefined;
  };
}

/** What can be done with all that is chosen, under the thumbs. */
export function BulkBar({ count, total, allChosen, busy, trashed, on }: BulkBarProps) {
  return (
    <div className="sticky bottom-28 z-20 mx-auto flex w-fit max-w-full justify-center sm:bottom-14">
      <div
        role="toolbar"
        aria-label="With what is chosen"
        className="flex max-w-full animate-rise flex-wrap items-center justify-center gap-1 rounded-composer border border-line-strong bg-panel p-1.5 shadow-xl shadow-black/25"
      >
        <span className="px-2 font-[600] whitespace-nowrap tabular" role="status">
          {count.toLocaleString()} selected
        </span>
        {!allChosen && total > count && (
          <Button kind="quiet" size="small" disabled={busy} onClick={on.all}>
            <CircleCheck />
            Select all {total.toLocaleString()}
          </Button>
        )}
        <span className="flex items-center gap-1">
          {trashed ? (
            <Button kind="accent" size="small" onClick={on.restore}>
              <RotateCcw />
              Restore
            </Button>
          ) : (
            <>
              {on.use && (
                <Button kind="accent" size="small" onClick={on.use}>
                  <Sparkles />
                  Use
                </Button>
              )}
              <Action label="Download as ZIP" onClick={on.zip} disabled={busy}>
                <Archive />
              </Action>
              <Action label="Tag" onClick={on.tag}>
                <Tag />
              </Action>
              <Action label="Favourite all" onClick={on.favourite}>
                <Star />
              </Action>
              <Action label="Delete" onClick={on.trash}>
                <Trash2 />
              </Action>
            </>
          )}
          <Action label="Choose nothing" onClick={on.none}>
            <X />
          </Action>
        </span>
      </div>
    </div>
  );
}

const Action = (props: { label: string; onClick: () => void; disabled?: boolean; children: ReactNode }) => (
  <IconButton {...props} />
);
