import { useQuery } from '@tanstack/react-query';
import { LoaderCircle, RotateCw, X } from 'lucide-react';
import { providersQuery } from '@/api/queries';
import { cn } from '@/lib/cn';
import { dollars, sentence } from '@/lib/format';
import { Button, IconButton } from '@/ui/button';
import { Checkbox } from '@/ui/checkbox';
import { Chip } from '@/ui/chip';
import { Select } from '@/ui/select';
import { FOCUSES, changeVariation, discardVariations } from './enhance';
import type { EnhanceOptions } from './enhance';
import { promptsIn } from './settings';
import type { Settings, Variation } from './settings';
import type { Change } from './store';

interface VariationsProps {
  settings: Settings;
  change: Change;
  options: EnhanceOptions;
  onOptions: (options: EnhanceOptions) => void;
  busy: boolean;
  onAgain: () => void;
}

/** Prompts that were written out of one's own, each to be kept, changed or left out. */
export function Variations({ settings, change, options, onOptions, busy, onAgain }: VariationsProps) {
  const { variations = [], keepOriginal, words } = settings;
  const on = variations.filter((one) => one.on).length;
  const all = (value: boolean) => change({ variations: variations.map((one) => ({ ...one, on: value })) });
  const own = promptsIn(words).length;
  return (
    <section aria-label="Variations" className="mt-3 rounded-media border border-line bg-raised">
      <header className="flex flex-wrap items-center gap-x-3 border-b border-line px-3 py-1">
        <Checkbox
          checked={on === variations.length ? true : on === 0 ? false : 'indeterminate'}
          onChange={(value) => all(value)}
        >
          <span className="font-[600]">Variations</span>{' '}
          <span className="text-[13px] text-muted tabular">
            {on} of {variations.length}
          </span>
        </Checkbox>
        {own > 0 && (
          <Checkbox
            checked={keepOriginal}
            onChange={(value) => change({ keepOriginal: value })}
            className="text-[13px]"
          >
            {own === 1 ? 'Your own words, too' : `Your own ${own} prompts, too`}
          </Checkbox>
        )}
        <IconButton label="Back to your own words" className="ml-auto" onClick={() => discardVariations(settings)}>
          <X />
        </IconButton>
      </header>
      <ul className="max-h-[26dvh] divide-y divide-line overflow-y-auto sm:max-h-[40dvh]" aria-busy={busy}>
        {variations.map((one, index) => (
          <Row key={one.id} variation={one} index={index} />
        ))}
      </ul>
      <Again options={options} onOptions={onOptions} busy={busy} onAgain={onAgain} />
    </section>
  );
}

function Row({ variation: { id, text, on }, index }: { variation: Variation; index: number }) {
  return (
    <li className="flex items-start gap-1 px-3">
      <Checkbox checked={on} onChange={(value) => changeVariation(id, { on: value })}>
        <span className="sr-only">Use variation {index + 1}</span>
      </Checkbox>
      <textarea
        rows={1}
        value={text}
        aria-label={`Variation ${index + 1}`}
        onChange={({ target }) => changeVariation(id, { text: target.value })}
        className={cn(
          'field-sizing-content min-h-11 w-full resize-none bg-transparent py-2.5 outline-none max-sm:text-base sm:min-h-9 sm:py-2',
          !on && 'text-muted',
        )}
      />
    </li>
  );
}

const COUNTS = ['2', '3', '4', '6', '8', '12'] as const;
const ANYBODY = 'any';

function Again({ options, onOptions, busy, onAgain }: Omit<VariationsProps, 'settings' | 'change'>) {
  const { data: providers = [] } = useQuery(providersQuery);
  const writers = providers.flatMap(({ id, title, models }) => {
    const able = models.find(({ step_type, available }) => step_type === 'prompt_enhance' && available);
    return able ? [{ id, title, price: able.price_usd }] : [];
  });
  const { count, focus, provider } = options;
  const toggle = (one: (typeof FOCUSES)[number]) =>
    onOptions({ ...options, focus: focus.includes(one) ? focus.filter((other) => other !== one) : [...focus, one] });
  const write = (value: string) => {
    const { provider: _, ...rest } = options;
    onOptions(value === ANYBODY ? rest : { ...rest, provider: value });
  };
  return (
    <footer className="relative flex items-center gap-2 border-t border-line p-2 max-sm:overflow-x-auto sm:flex-wrap">
      <Select
        label="Variations of each prompt"
        value={String(count) as (typeof COUNTS)[number]}
        options={COUNTS.map((value) => ({ value, label: `${value} of each` }))}
        onChange={(value) => onOptions({ ...options, count: Number(value) })}
        className="w-32 shrink-0 sm:h-8"
      />
      {writers.length > 1 && (
        <Select
          label="Who writes"
          value={provider ?? ANYBODY}
          options={[
            { value: ANYBODY, label: 'The cheapest writer' },
            ...writers.map(({ id, title, price }) => ({
              value: id,
              label: price === undefined ? title : `${title} · ${price === 0 ? 'free' : dollars(price)}`,
            })),
          ]}
          onChange={write}
          className="w-44 sm:h-8"
        />
      )}
      <span className="flex gap-1.5 sm:flex-wrap" role="group" aria-label="What they differ in">
        {FOCUSES.map((one) => (
          <Chip key={one} pressed={focus.includes(one)} onClick={() => toggle(one)}>
            {sentence(one)}
          </Chip>
        ))}
      </span>
      <Button size="small" className="ml-auto" disabled={busy} onClick={onAgain}>
        {busy ? <LoaderCircle className="animate-spin" /> : <RotateCw />}
        Write again
      </Button>
    </footer>
  );
}
