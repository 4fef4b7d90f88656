import { LayoutGrid, LoaderCircle, PenLine, SlidersHorizontal, Sparkles, X } from 'lucide-react';
import { useRef, useState } from 'react';
import { cn } from '@/lib/cn';
import { dollars, plural } from '@/lib/format';
import { thumbnail } from '@/lib/media';
import { Button } from '@/ui/button';
import { Segmented } from '@/ui/segmented';
import { AddMenu } from './add-menu';
import { Attachments, FailedUploads } from './attachments';
import { FIRST_OPTIONS, useEnhance } from './enhance';
import { productOf, picturesIn } from './photo-set';
import { PhotoSetModal } from './photo-set-modal';
import { Prompt } from './prompt';
import { MODES, imagesOf, promptsIn, setOf } from './settings';
import type { Settings } from './settings';
import type { Change } from './store';
import { useUploads } from './uploads';
import { Variations } from './variations';

interface ComposerProps {
  settings: Settings;
  change: Change;
  /** Results it will make, and dollars they cost as far as that is known. */
  count: number;
  price: number | undefined;
  busy: boolean;
  /** On a phone: a line that makes room for results, until it is tapped. */
  folded: boolean;
  onFold: (folded: boolean) => void;
  onGenerate: () => void;
  onSettings: () => void;
}

/** Words and pictures, and the one button that starts. */
export function Composer(props: ComposerProps) {
  const { settings, change, count, price, busy, folded, onFold, onGenerate, onSettings } = props;
  const [options, setOptions] = useState(FIRST_OPTIONS);
  const writing = useWriting(settings, options);
  const [set, setSet] = useState(false);
  const waiting = useUploads().some(({ problem }) => problem === undefined);
  // Nothing is spent before its price was on the screen.
  const ready = count > 0 && price !== undefined && !busy && !waiting;
  const photoSet = setOf(settings);
  return (
    <form
      data-tour="composer"
      className="rounded-composer border border-line-strong bg-panel p-3 transition-colors focus-within:border-dim sm:p-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) onGenerate();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey) || event.defaultPrevented) return;
        event.preventDefault();
        if (ready) onGenerate();
      }}
    >
      {folded && <Folded settings={settings} onUnfold={() => onFold(false)} />}
      <div className={cn(folded && 'max-sm:hidden')}>
        <Prompt words={settings.words} onWords={(words) => change({ words })} placeholder={placeholderOf(settings)} />
        {settings.variations && (
          <Variations
            {...{ settings, change, options }}
            onOptions={setOptions}
            busy={writing.busy}
            onAgain={writing.begin}
          />
        )}
        {photoSet && (
          <p className="mt-3 flex items-center gap-2 text-[13px] tabular">
            <LayoutGrid className="size-4 text-muted" aria-hidden />
            <button
              type="button"
              className="min-h-11 text-left underline-offset-4 hover:underline sm:min-h-0"
              onClick={() => setSet(true)}
            >
              Photo set: {productOf(photoSet)} = {picturesIn(photoSet)}
            </button>
            <button
              type="button"
              aria-label="No photo set"
              className="grid size-11 place-items-center text-muted hover:text-text sm:size-6"
              onClick={() => change({ photoSet: undefined })}
            >
              <X className="size-4" />
            </button>
          </p>
        )}
        <div className="mt-2 flex flex-wrap items-center gap-2 sm:mt-3 sm:items-end">
          <Attachments items={settings.attachments} className="max-sm:order-first max-sm:w-full" />
          <AddMenu />
          <EnhanceButton
            settings={settings}
            busy={writing.busy}
            onBegin={writing.begin}
            onCancel={writing.cancel}
            className="sm:ml-auto"
          />
          <Button onClick={() => setSet(true)} className="max-sm:w-11 max-sm:px-0">
            <LayoutGrid className="sm:hidden" />
            <span className="max-sm:sr-only">Photo set…</span>
          </Button>
          <span className="flex gap-2 max-sm:order-first max-sm:w-full">
            <div data-tour="mode" className="max-sm:flex-1">
              <Segmented
                label="What to make"
                value={settings.mode}
                options={MODES}
                onChange={(mode) => change({ mode })}
              />
            </div>
            <Button className="h-auto max-sm:w-11 max-sm:px-0 lg:hidden" onClick={onSettings} aria-label="Settings">
              <SlidersHorizontal />
            </Button>
          </span>
          <Button kind="accent" type="submit" disabled={!ready} className="max-sm:flex-1 max-sm:px-2 sm:min-w-36">
            {(busy || waiting) && <LoaderCircle className="animate-spin" />}
            Generate {count > 0 && count}
            {price !== undefined && count > 0 && (
              <span className="font-[450] tabular">{price === 0 ? 'free' : dollars(price)}</span>
            )}
            <span className="sr-only">
              {count > 0 ? plural(count, 'result') : 'Write a prompt or add a picture first'}
            </span>
          </Button>
        </div>
        <FailedUploads />
      </div>
      <PhotoSetModal open={set} onOpenChange={setSet} settings={settings} change={change} />
    </form>
  );
}

function placeholderOf(settings: Settings): string {
  const pictures = imagesOf(settings).length;
  if (pictures === 0) return 'A lighthouse in a storm, waves breaking over the rocks';
  if (settings.mode === 'videos') return 'How they move; nothing here lets each move as it likes';
  if (setOf(settings)) return 'What else to change; nothing here keeps the rest as it is';
  return 'What to change; several prompts with --- between';
}

/** Variations being written, which can be given up. */
function useWriting(settings: Settings, options: typeof FIRST_OPTIONS) {
  const enhance = useEnhance();
  const abort = useRef<AbortController>(undefined);
  return {
    busy: enhance.isPending,
    begin: () => {
      abort.current = new AbortController();
      enhance.mutate({ settings, options, signal: abort.current.signal });
    },
    cancel: () => {
      abort.current?.abort();
      enhance.reset();
    },
  };
}

/** What is set, in a line, on a phone. */
function Folded({ settings, onUnfold }: { settings: Settings; onUnfold: () => void }) {
  const [first] = imagesOf(settings);
  const [words] = promptsIn(settings.words);
  return (
    <button
      type="button"
      onClick={onUnfold}
      className="-m-1 flex min-h-11 w-full items-center gap-3 text-left sm:hidden"
    >
      {first && <img src={thumbnail(first.digest, 128)} alt="" className="size-9 rounded-md object-cover" />}
      <span className={cn('min-w-0 flex-1 truncate text-base', words === undefined && 'text-muted')}>
        {words ?? 'What do you want to create?'}
      </span>
      <PenLine className="size-4 text-muted" aria-hidden />
      <span className="sr-only">Write</span>
    </button>
  );
}

interface EnhanceButtonProps {
  className: string;
  settings: Settings;
  busy: boolean;
  onBegin: () => void;
  onCancel: () => void;
}

function EnhanceButton({ settings, busy, onBegin, onCancel, className }: EnhanceButtonProps) {
  if (settings.variations) return <span className={className} />;
  const nothing = promptsIn(settings.words).length === 0;
  return (
    <Button
      onClick={busy ? onCancel : onBegin}
      disabled={nothing && !busy}
      className={cn('max-sm:w-11 max-sm:px-0', className)}
    >
      {busy ? <LoaderCircle className="animate-spin" /> : <Sparkles />}
      <span className="max-sm:sr-only">{busy ? 'Stop writing' : 'Enhance'}</span>
    </Button>
  );
}
