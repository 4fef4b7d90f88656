import { Check, TriangleAlert, X } from 'lucide-react';
import { plural } from '@/lib/format';
import { Bar } from '@/ui/bar';
import { IconButton } from '@/ui/button';
import type { Upload } from './use-uploads';

/** Files on their way, and what became of them. */
export function Uploads({ uploads, onClear }: { uploads: readonly Upload[]; onClear: () => void }) {
  if (uploads.length === 0) return null;
  const left = uploads.filter(({ state }) => state === 'waiting' || state === 'under way').length;
  const failed = uploads.filter(({ state }) => state === 'failed').length;
  return (
    <section
      aria-label="Uploads"
      className="fixed right-3 bottom-28 z-30 flex max-h-72 w-[min(22rem,calc(100vw-1.5rem))] animate-rise flex-col rounded-media border border-line-strong bg-panel shadow-xl shadow-black/25 sm:bottom-12"
    >
      <header className="flex items-center gap-2 py-1 pr-1 pl-4">
        <h2 className="flex-1 font-[600]" role="status">
          {left > 0
            ? `${plural(left, 'file')} on the way`
            : failed > 0
              ? `${plural(failed, 'file')} not taken`
              : `${plural(uploads.length, 'file')} brought`}
        </h2>
        {left === 0 && (
          <IconButton label="Close" onClick={onClear}>
            <X />
          </IconButton>
        )}
      </header>
      <ul className="min-h-0 overflow-y-auto px-4 pb-3">
        {uploads.map(({ id, name, progress, state, error, cancel }) => (
          <li key={id} className="flex items-center gap-2 py-1.5 text-[13px]">
            <div className="min-w-0 flex-1">
              <p className="truncate">{name}</p>
              {error === undefined ? (
                <Bar value={progress} tone={state === 'done' ? 'done' : 'running'} label={`${name}, sent`} />
              ) : (
                <p className="text-failed">{error}</p>
              )}
            </div>
            {state === 'done' ? (
              <Check className="size-4 text-done" aria-label="Done" />
            ) : state === 'failed' ? (
              <TriangleAlert className="size-4 text-failed" aria-label="Failed" />
            ) : (
              <IconButton label={`Cancel ${name}`} className="size-9 sm:size-7" onClick={cancel}>
                <X />
              </IconButton>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
