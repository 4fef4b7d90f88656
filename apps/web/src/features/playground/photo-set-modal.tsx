import { useQuery } from '@tanstack/react-query';
import { ImagePlus, X } from 'lucide-react';
import { useState } from 'react';
import { estimateQuery } from '@/api/queries';
import { dollars, plural } from '@/lib/format';
import { thumbnail } from '@/lib/media';
import { useDebounced } from '@/lib/use-debounced';
import { Button } from '@/ui/button';
import { Chip } from '@/ui/chip';
import { Field } from '@/ui/field';
import { Input } from '@/ui/input';
import { Modal } from '@/ui/modal';
import { Range } from '@/ui/range';
import { KINDS, MOST_OF_ONE, NO_SET, picturesIn, productOf } from './photo-set';
import type { Kind, PhotoSet } from './photo-set';
import { requestOf, resultCount } from './request';
import { imagesOf } from './settings';
import type { Settings } from './settings';
import type { Change } from './store';

interface PhotoSetModalProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  settings: Settings;
  change: Change;
}

const SETTLE_MS = 250;
const MOST_EACH = 8;
/** To begin with something that can be seen. */
const EXAMPLE: PhotoSet = { ...NO_SET, angles: ['front', 'side'], expressions: ['smiling', 'calm', 'surprised'] };

/** One picture in every combination of what is chosen. */
export function PhotoSetModal(props: PhotoSetModalProps) {
  return props.open ? <Open {...props} /> : null;
}

function Open({ onOpenChange, settings, change }: PhotoSetModalProps) {
  const [set, setSet] = useState(settings.photoSet ?? EXAMPLE);
  const images = imagesOf(settings);
  const wanted: Settings = { ...settings, photoSet: set, mode: settings.mode === 'videos' ? 'images' : settings.mode };
  const [count, of] = [picturesIn(set), productOf(set)];
  const done = () => {
    change({ photoSet: set, mode: wanted.mode });
    onOpenChange(false);
  };
  const leave = () => {
    change({ photoSet: undefined });
    onOpenChange(false);
  };
  return (
    <Modal
      open
      onOpenChange={onOpenChange}
      title="Photo set"
      description="The same person or thing, seen in every combination of what you choose."
      size="large"
      footer={
        <>
          <Total settings={wanted} set={set} />
          {settings.photoSet && (
            <Button kind="quiet" onClick={leave}>
              No photo set
            </Button>
          )}
          <Button kind="accent" disabled={count === 0 || count > MOST_OF_ONE || images.length === 0} onClick={done}>
            Use this set
          </Button>
        </>
      }
    >
      <div className="grid gap-6 sm:grid-cols-[1fr_14rem]">
        <div className="flex flex-col gap-5">
          {KINDS.map((of) => (
            <Values key={of.kind} of={of} values={set[of.kind]} onChange={(next) => setSet({ ...set, ...next })} />
          ))}
        </div>
        <aside className="flex flex-col gap-4">
          <Pictures images={images} />
          <Field label="Of each combination" value={set.each}>
            <Range
              label="Of each combination"
              min={1}
              max={MOST_EACH}
              value={set.each}
              onChange={(each) => setSet({ ...set, each })}
            />
          </Field>
          <p className="text-[13px] text-muted">
            {of === '' ? 'Choose at least one value.' : `${of}${count > MOST_OF_ONE ? `: ${MOST_OF_ONE} at most` : ''}`}
          </p>
        </aside>
      </div>
    </Modal>
  );
}

function Pictures({ images }: { images: Settings['attachments'] }) {
  if (images.length === 0)
    return (
      <p className="flex flex-col items-center gap-2 rounded-media border border-dashed border-line-strong p-6 text-center text-[13px] text-muted">
        <ImagePlus className="size-6" aria-hidden />A set is made of a picture. Attach one first: drop it on the page.
      </p>
    );
  return (
    <div className="flex flex-wrap gap-2">
      {images.slice(0, 6).map(({ digest, name }) => (
        <img
          key={digest}
          src={thumbnail(digest, 256)}
          alt={name}
          className="h-24 rounded-control border border-line object-cover"
        />
      ))}
      {images.length > 6 && <span className="self-center text-[13px] text-muted">and {images.length - 6} more</span>}
    </div>
  );
}

interface ValuesProps {
  of: (typeof KINDS)[number];
  values: readonly string[];
  onChange: (change: Partial<Record<Kind, readonly string[]>>) => void;
}

function Values({ of: { kind, label, one, values: offered, own }, values, onChange }: ValuesProps) {
  const [text, setText] = useState('');
  const added = values.filter((value) => !offered.includes(value));
  const toggle = (value: string) =>
    onChange({ [kind]: values.includes(value) ? values.filter((other) => other !== value) : [...values, value] });
  const add = () => {
    const value = text.trim();
    if (value !== '' && !values.includes(value)) onChange({ [kind]: [...values, value] });
    setText('');
  };
  return (
    <section aria-label={label}>
      <h3 className="mb-2 text-[13px] font-[560]">
        {label} {values.length > 0 && <span className="text-muted tabular">{values.length}</span>}
      </h3>
      <div className="flex flex-wrap gap-1.5">
        {offered.map((value) => (
          <Chip key={value} pressed={values.includes(value)} onClick={() => toggle(value)} className="capitalize">
            {value}
          </Chip>
        ))}
        {added.map((value) => (
          <Chip key={value} pressed onClick={() => toggle(value)} aria-label={`Remove ${value}`}>
            {value}
            <X className="size-3.5" aria-hidden />
          </Chip>
        ))}
        {own !== undefined && (
          <Input
            value={text}
            onChange={({ target }) => setText(target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              event.preventDefault();
              add();
            }}
            onBlur={add}
            aria-label={`Another ${one}`}
            placeholder={`${own}, Enter`}
            className="w-48 rounded-full sm:h-8"
          />
        )}
      </div>
    </section>
  );
}

/** "2 angles × 3 expressions = 6", and what that costs. */
function Total({ settings, set }: { settings: Settings; set: PhotoSet }) {
  const request = requestOf(settings);
  const { data } = useQuery(estimateQuery(useDebounced(request, SETTLE_MS)));
  const [count, of] = [picturesIn(set), productOf(set)];
  const all = resultCount(settings);
  return (
    <p className="mr-auto tabular" role="status">
      {of !== '' && (
        <>
          {of} = <span className="font-[640]">{count}</span>
        </>
      )}
      {all > count && <span className="text-muted"> · {plural(all, 'result')} in all</span>}
      {request && data && (
        <span className="text-muted"> · {data.total_usd === 0 ? 'free' : dollars(data.total_usd)}</span>
      )}
    </p>
  );
}
