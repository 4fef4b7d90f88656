import { useQuery } from '@tanstack/react-query';
import { ChevronDown, Dices, PanelLeftClose, PanelLeftOpen, X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useState } from 'react';
import type { Estimate } from '@/api/client';
import { providersQuery } from '@/api/queries';
import { cn } from '@/lib/cn';
import { sentence } from '@/lib/format';
import { Button, IconButton } from '@/ui/button';
import { Field } from '@/ui/field';
import { focusItself } from '@/ui/focus';
import { Input, Labelled, TextArea } from '@/ui/input';
import { Range } from '@/ui/range';
import { Segmented } from '@/ui/segmented';
import { Select } from '@/ui/select';
import { Cost } from './cost';
import { ModelPicker } from './model-picker';
import { allowedOf, bestOf, chosenOf, mostOf, offersOf } from './offers';
import { ASPECTS, QUALITIES, RESOLUTIONS, STYLES, imagesOf, setOf } from './settings';
import type { Settings } from './settings';
import type { Change } from './store';
import { keepOpenForToasts } from '@/ui/toasts';

interface SidebarProps {
  settings: Settings;
  change: Change;
  estimate: Estimate | undefined;
  problem: Error | null;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

const FOLDED = 'playground-folded';
const MOST_EACH = 12;
const LONGEST = 12;
const SHORTEST = 2;
const asOptions = <Value extends string>(values: readonly Value[]) => values.map((value) => ({ value, label: value }));
const named = <Value extends string>(values: readonly Value[]) =>
  values.map((value) => ({ value, label: sentence(value) }));

/** Models and settings, with the price of them at the foot; on a small screen a sheet from below. */
export function Sidebar({ open, onOpenChange, ...rest }: SidebarProps) {
  const [folded, setFolded] = useState(() => localStorage.getItem(FOLDED) !== null);
  const fold = (value: boolean) => {
    setFolded(value);
    if (value) localStorage.setItem(FOLDED, 'yes');
    else localStorage.removeItem(FOLDED);
  };
  return (
    <>
      {folded ? (
        <div className="sticky top-14 hidden h-[calc(100dvh-5.75rem)] border-r border-line p-1.5 lg:block">
          <IconButton label="Show the settings" onClick={() => fold(false)}>
            <PanelLeftOpen />
          </IconButton>
        </div>
      ) : (
        <aside
          aria-label="Settings"
          className="sticky top-14 hidden h-[calc(100dvh-5.75rem)] w-73 shrink-0 flex-col gap-5 overflow-y-auto border-r border-line p-4 lg:flex"
        >
          <Controls {...rest} onFold={() => fold(true)} />
        </aside>
      )}
      <Dialog.Root open={open} onOpenChange={onOpenChange}>
        <Dialog.Portal>
          <Dialog.Overlay className="fixed inset-0 z-40 bg-black/50 lg:hidden" />
          <Dialog.Content
            aria-describedby={undefined}
            onOpenAutoFocus={focusItself}
            onInteractOutside={keepOpenForToasts}
            className="fixed inset-x-0 bottom-0 z-50 flex max-h-[85dvh] flex-col gap-5 overflow-y-auto rounded-t-composer border-t border-line-strong bg-bg p-4 outline-none data-[state=open]:animate-rise lg:hidden"
          >
            <div className="flex items-center justify-between">
              <Dialog.Title className="text-base font-[640]">Settings</Dialog.Title>
              <Dialog.Close asChild>
                <IconButton label="Close">
                  <X />
                </IconButton>
              </Dialog.Close>
            </div>
            <Controls {...rest} />
          </Dialog.Content>
        </Dialog.Portal>
      </Dialog.Root>
    </>
  );
}

type ControlsProps = Omit<SidebarProps, 'open' | 'onOpenChange'> & { onFold?: () => void };

function Controls({ settings, change, estimate, problem, onFold }: ControlsProps) {
  const withImages = imagesOf(settings).length > 0;
  const [images, videos] = [settings.mode !== 'videos', settings.mode !== 'images'];
  const videoType = settings.mode === 'videos' && !withImages ? 't2v' : 'i2v';
  return (
    <>
      {images && (
        <Field label="Image model" value={onFold && <Fold onFold={onFold} />}>
          <ModelPicker
            label="Image model"
            stepType={withImages ? 'i2i' : 't2i'}
            value={settings.imageModel}
            onChange={(imageModel) => change({ imageModel })}
          />
        </Field>
      )}
      {videos && (
        <Field label="Video model" value={!images && onFold && <Fold onFold={onFold} />}>
          <ModelPicker
            label="Video model"
            stepType={videoType}
            value={settings.videoModel}
            onChange={(videoModel) => change({ videoModel })}
          />
        </Field>
      )}
      {images && !setOf(settings) && (
        <Field label="Images of each prompt" value={settings.imagesEach}>
          <Range
            label="Images of each prompt"
            min={1}
            max={MOST_EACH}
            value={settings.imagesEach}
            onChange={(imagesEach) => change({ imagesEach })}
          />
        </Field>
      )}
      {videos && <VideoControls {...{ settings, change, videoType, withImages }} />}
      <Field label="Quality">
        <Segmented
          label="Quality"
          value={settings.quality}
          options={named(QUALITIES)}
          onChange={(quality) => change({ quality })}
        />
      </Field>
      {!(images && withImages) && (
        <Field label="Aspect">
          <Segmented
            label="Aspect"
            value={settings.aspect}
            options={asOptions(ASPECTS.slice(0, FEW_ASPECTS))}
            onChange={(aspect) => change({ aspect })}
          />
        </Field>
      )}
      <Advanced {...{ settings, change, withImages }} />
      <div className="sticky bottom-0 -mx-4 -mb-4 mt-auto bg-bg px-4 pt-2 pb-4">
        <Cost estimate={estimate} problem={problem} />
      </div>
    </>
  );
}

/** As many as fit side by side; all of them are among the advanced ones. */
const FEW_ASPECTS = 4;

const Fold = ({ onFold }: { onFold: () => void }) => (
  <IconButton label="Hide the settings" onClick={onFold} className="-my-2.5 sm:size-7">
    <PanelLeftClose />
  </IconButton>
);

interface VideoControlsProps {
  settings: Settings;
  change: Change;
  videoType: string;
  withImages: boolean;
}

function VideoControls({ settings, change, videoType, withImages }: VideoControlsProps) {
  const { data: providers = [] } = useQuery(providersQuery);
  const offers = offersOf(providers, videoType);
  const offer = chosenOf(offers, settings.videoModel) ?? bestOf(offers);
  return (
    <>
      <Field
        label={settings.mode === 'chain' || withImages ? 'Videos of each image' : 'Videos of each prompt'}
        value={settings.videosEach}
      >
        <Range
          label="Videos of each"
          min={1}
          max={MOST_EACH}
          value={settings.videosEach}
          onChange={(videosEach) => change({ videosEach })}
        />
      </Field>
      <Field label="Resolution" value={settings.resolution}>
        <Segmented
          label="Resolution"
          value={settings.resolution}
          options={asOptions(allowedOf(offer, 'resolution', RESOLUTIONS))}
          onChange={(resolution) => change({ resolution })}
        />
      </Field>
      <Field label="Duration" value={`${settings.duration} s`}>
        <Range
          label="Duration in seconds"
          min={SHORTEST}
          max={Math.max(SHORTEST + 1, mostOf(offer, 'duration', LONGEST))}
          value={settings.duration}
          onChange={(duration) => change({ duration })}
        />
      </Field>
    </>
  );
}

const LARGEST_SEED = 0xffff_ffff;

function Advanced({ settings, change, withImages }: { settings: Settings; change: Change; withImages: boolean }) {
  const { mode, seed, negative, style, aspect } = settings;
  const fromWords = !withImages;
  const set = [seed !== undefined, style !== 'auto', fromWords && negative !== ''].filter(Boolean).length;
  const [open, setOpen] = useState(false);
  return (
    <section>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex h-11 w-full items-center gap-2 text-[13px] font-[520] text-muted transition-colors hover:text-text sm:h-8"
      >
        <ChevronDown className={cn('size-4 transition-transform', !open && '-rotate-90')} aria-hidden />
        Advanced
        {set > 0 && <span className="ml-auto tabular">{set} set</span>}
      </button>
      {open && (
        <div className="flex flex-col gap-4 pt-2">
          {!(mode === 'videos' && withImages) && (
            <Field label="Style">
              <Select
                label="Style"
                value={style}
                options={named(STYLES)}
                onChange={(next) => change({ style: next })}
              />
            </Field>
          )}
          {fromWords && (
            <Field label="Aspect, all of them">
              <Select
                label="Aspect, all of them"
                value={aspect}
                options={asOptions(ASPECTS)}
                onChange={(next) => change({ aspect: next })}
              />
            </Field>
          )}
          <Seed seed={seed} change={change} />
          {fromWords && mode !== 'videos' && (
            <Labelled label="What not to show" hint="Not every model listens.">
              <TextArea
                rows={2}
                value={negative}
                onChange={({ target }) => change({ negative: target.value })}
                placeholder="text, watermark, blur"
              />
            </Labelled>
          )}
        </div>
      )}
    </section>
  );
}

function Seed({ seed, change }: { seed: number | undefined; change: Change }) {
  return (
    <div className="flex items-end gap-2">
      <Labelled label="Seed" hint="The same settings and seed give the same result." className="flex-1">
        <Input
          inputMode="numeric"
          value={seed ?? ''}
          onChange={({ target }) => {
            const digits = target.value.replaceAll(/\D/g, '');
            change({ seed: digits === '' ? undefined : Math.min(LARGEST_SEED, Number(digits)) });
          }}
          placeholder="another one each time"
        />
      </Labelled>
      <Button
        aria-label="Another seed"
        className="mb-6.5 w-10 px-0"
        onClick={() => change({ seed: Math.floor(Math.random() * LARGEST_SEED) })}
      >
        <Dices />
      </Button>
    </div>
  );
}
