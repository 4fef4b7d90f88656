import { ImagePlus, LoaderCircle, SlidersHorizontal } from 'lucide-react';
import { useId, useRef } from 'react';
import { dollars, plural } from '@/lib/format';
import { Button } from '@/ui/button';
import { Segmented } from '@/ui/segmented';
import { Attachments } from './attachments';
import { MODES } from './settings';
import type { Settings } from './settings';
import type { Change } from './store';
import type { Attach } from './use-attach';

interface ComposerProps {
  settings: Settings;
  change: Change;
  attach: Attach;
  /** Results it will make, and dollars they cost as far as that is known. */
  count: number;
  price: number | undefined;
  busy: boolean;
  onGenerate: () => void;
  onSettings: () => void;
}

/** Words and pictures, and the one button that starts. */
export function Composer({ settings, change, attach, count, price, busy, onGenerate, onSettings }: ComposerProps) {
  const words = useId();
  const files = useRef<HTMLInputElement>(null);
  // Nothing is spent before its price was on the screen.
  const ready = count > 0 && price !== undefined && !busy;
  return (
    <form
      data-tour="composer"
      className="rounded-composer border border-line-strong bg-panel p-3 transition-colors focus-within:border-dim sm:p-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) onGenerate();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return;
        event.preventDefault();
        if (ready) onGenerate();
      }}
    >
      <label htmlFor={words} className="sr-only">
        What to make
      </label>
      <textarea
        id={words}
        rows={2}
        value={settings.words}
        onChange={(event) => change({ words: event.target.value })}
        placeholder={
          settings.attachments.length > 0
            ? 'What to do with them; several prompts with --- between'
            : 'A lighthouse in a storm, waves breaking over the rocks'
        }
        className="field-sizing-content max-h-72 min-h-14 w-full resize-none bg-transparent text-base outline-none placeholder:text-dim"
      />
      <div className="mt-3 flex flex-wrap items-end gap-2">
        <Attachments items={settings.attachments} attach={attach}>
          <button
            type="button"
            aria-label="Add pictures, videos or sounds"
            onClick={() => files.current?.click()}
            className="grid size-13 place-items-center rounded-control border border-dashed border-line-strong text-muted transition-colors hover:border-dim hover:text-text"
          >
            {attach.uploading > 0 ? <LoaderCircle className="size-5 animate-spin" /> : <ImagePlus className="size-5" />}
          </button>
        </Attachments>
        <input
          ref={files}
          type="file"
          multiple
          hidden
          accept="image/*,video/*,audio/*,.zip"
          onChange={(event) => {
            attach.add([...(event.target.files ?? [])]);
            event.target.value = '';
          }}
        />
        <div className="ml-auto flex flex-wrap items-center justify-end gap-2 max-sm:w-full">
          <Button kind="plain" className="lg:hidden" onClick={onSettings} aria-label="Settings">
            <SlidersHorizontal />
            <span className="max-sm:sr-only">Settings</span>
          </Button>
          <Segmented
            label="What to make"
            value={settings.mode}
            options={MODES}
            onChange={(mode) => change({ mode })}
            className="max-sm:flex-1"
          />
          <Button kind="accent" type="submit" disabled={!ready} className="min-w-36 max-sm:w-full">
            {busy && <LoaderCircle className="animate-spin" />}
            Generate {count > 0 && count}
            {price !== undefined && count > 0 && (
              <span className="font-[450] tabular">{price === 0 ? 'free' : dollars(price)}</span>
            )}
            <span className="sr-only">
              {count > 0 ? plural(count, 'result') : 'Write a prompt or add a picture first'}
            </span>
          </Button>
        </div>
      </div>
    </form>
  );
}
