import { Dialog } from 'radix-ui';
import { X } from 'lucide-react';
import type { Estimate } from '@/api/client';
import { sentence } from '@/lib/format';
import { IconButton } from '@/ui/button';
import { Field } from '@/ui/field';
import { focusItself } from '@/ui/focus';
import { Range } from '@/ui/range';
import { Segmented } from '@/ui/segmented';
import { Cost } from './cost';
import { ModelPicker } from './model-picker';
import { ASPECTS, QUALITIES, RESOLUTIONS } from './settings';
import type { Settings } from './settings';
import type { Change } from './store';

interface SidebarProps {
  settings: Settings;
  change: Change;
  estimate: Estimate | undefined;
  problem: Error | null;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

const MOST_EACH = 12;
const asOptions = <Value extends string>(values: readonly Value[]) => values.map((value) => ({ value, label: value }));
const QUALITY_OPTIONS = QUALITIES.map((value) => ({ value, label: sentence(value) }));

/** Models and settings, with the price of them at the foot; on a small screen a sheet from below. */
export function Sidebar({ open, onOpenChange, ...rest }: SidebarProps) {
  return (
    <>
      <aside
        aria-label="Settings"
        className="sticky top-14 hidden h-[calc(100dvh-5.75rem)] w-73 shrink-0 flex-col gap-5 overflow-y-auto border-r border-line p-4 lg:flex"
      >
        <Controls {...rest} />
      </aside>
      <Dialog.Root open={open} onOpenChange={onOpenChange}>
        <Dialog.Portal>
          <Dialog.Overlay className="fixed inset-0 z-40 bg-black/50 lg:hidden" />
          <Dialog.Content
            aria-describedby={undefined}
            onOpenAutoFocus={focusItself}
            className="fixed inset-x-0 bottom-0 z-50 flex max-h-[85dvh] flex-col gap-5 overflow-y-auto rounded-t-composer border-t border-line-strong bg-bg p-4 lg:hidden"
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

function Controls({ settings, change, estimate, problem }: Omit<SidebarProps, 'open' | 'onOpenChange'>) {
  const { mode, attachments } = settings;
  const withImages = attachments.some(({ kind }) => kind === 'image');
  const [images, videos] = [mode !== 'videos', mode !== 'images'];
  return (
    <>
      {images && (
        <Field label="Image model">
          <ModelPicker
            label="Image model"
            stepType={withImages ? 'i2i' : 't2i'}
            value={settings.imageModel}
            onChange={(imageModel) => change({ imageModel })}
          />
        </Field>
      )}
      {videos && (
        <Field label="Video model">
          <ModelPicker
            label="Video model"
            stepType={mode === 'videos' && !withImages ? 't2v' : 'i2v'}
            value={settings.videoModel}
            onChange={(videoModel) => change({ videoModel })}
          />
        </Field>
      )}
      {images && (
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
      {videos && (
        <>
          <Field
            label={mode === 'chain' || withImages ? 'Videos of each image' : 'Videos of each prompt'}
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
              options={asOptions(RESOLUTIONS)}
              onChange={(resolution) => change({ resolution })}
            />
          </Field>
          <Field label="Duration" value={`${settings.duration} s`}>
            <Range
              label="Duration in seconds"
              min={2}
              max={12}
              value={settings.duration}
              onChange={(duration) => change({ duration })}
            />
          </Field>
        </>
      )}
      <Field label="Quality">
        <Segmented
          label="Quality"
          value={settings.quality}
          options={QUALITY_OPTIONS}
          onChange={(quality) => change({ quality })}
        />
      </Field>
      {!(images && withImages) && (
        <Field label="Aspect">
          <Segmented
            label="Aspect"
            value={settings.aspect}
            options={asOptions(ASPECTS)}
            onChange={(aspect) => change({ aspect })}
          />
        </Field>
      )}
      <div className="sticky bottom-0 -mx-4 -mb-4 mt-auto bg-bg px-4 pt-2 pb-4">
        <Cost estimate={estimate} problem={problem} />
      </div>
    </>
  );
}
