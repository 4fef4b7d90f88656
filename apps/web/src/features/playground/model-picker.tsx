import { useQuery } from '@tanstack/react-query';
import { Check, ChevronsUpDown } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useState } from 'react';
import type { Model, Provider } from '@/api/client';
import { providersQuery } from '@/api/queries';
import { cn } from '@/lib/cn';
import { dollars } from '@/lib/format';
import type { Choice } from './settings';

interface Offer {
  provider: Provider;
  model: Model;
}

const priceText = ({ price_usd: price }: Model) =>
  price === undefined ? 'no price' : price === 0 ? 'free' : dollars(price);

/** Who does a kind of step: by provider, with prices; what can't be had now says why, and how to get it. */
export function ModelPicker({
  label,
  stepType,
  value,
  onChange,
}: {
  label: string;
  stepType: string;
  value: Choice | undefined;
  onChange: (choice: Choice | undefined) => void;
}) {
  const [open, setOpen] = useState(false);
  const { data: providers = [] } = useQuery(providersQuery);
  const offers = providers.flatMap((provider) =>
    provider.models.filter(({ step_type }) => step_type === stepType).map((model) => ({ provider, model })),
  );
  const chosen = offers.find(({ provider, model }) => provider.id === value?.provider && model.model === value.model);
  const best = offers.find(({ model }) => model.available);
  const shown = chosen ?? best;
  const choose = (choice: Choice | undefined) => {
    onChange(choice);
    setOpen(false);
  };
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger className="flex min-h-14 w-full items-center gap-2 rounded-control border border-line-strong bg-raised px-3 py-2 text-left transition-colors hover:border-dim">
        <span className="sr-only">{label}: </span>
        {shown ? (
          <Summary offer={shown} automatic={!chosen} />
        ) : (
          <span className="flex-1 text-muted">No model can do this yet</span>
        )}
        <ChevronsUpDown className="size-4 text-muted" aria-hidden />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={6}
          collisionPadding={12}
          className="z-50 max-h-[min(28rem,var(--radix-popover-content-available-height))] w-[min(22rem,calc(100vw-1.5rem))] overflow-y-auto rounded-media border border-line-strong bg-panel p-1.5 shadow-xl shadow-black/25"
        >
          <Row
            selected={!chosen}
            onClick={() => choose(undefined)}
            title="Automatic"
            note="The cheapest that is able, yours first"
          />
          {providers.map((provider) => (
            <Group key={provider.id} provider={provider} offers={offers} chosen={chosen} best={best} choose={choose} />
          ))}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Summary({ offer: { provider, model }, automatic }: { offer: Offer; automatic: boolean }) {
  return (
    <>
      <span className="min-w-0 flex-1">
        <span className="block truncate font-[600]">{model.title.split(':')[0]}</span>
        <span className="block truncate text-[12px] text-muted">
          {provider.title}
          {automatic && ' · automatic'}
        </span>
      </span>
      <span className="text-[13px] text-muted tabular">{priceText(model)}</span>
    </>
  );
}

interface GroupProps {
  provider: Provider;
  offers: readonly Offer[];
  chosen: Offer | undefined;
  best: Offer | undefined;
  choose: (choice: Choice) => void;
}

function Group({ provider, offers, chosen, best, choose }: GroupProps) {
  const own = offers.filter((offer) => offer.provider === provider);
  if (own.length === 0 && provider.configured) return null;
  return (
    <section aria-label={provider.title}>
      <h3 className="px-2.5 pt-3 pb-1 text-[12px] font-[560] text-muted">{provider.title}</h3>
      {own.map(({ provider: { id }, model }) => (
        <Row
          key={model.model}
          selected={chosen?.model === model}
          disabled={!model.available}
          title={model.title}
          badge={best?.model === model ? 'recommended' : undefined}
          note={model.available ? model.model : model.why}
          price={priceText(model)}
          onClick={() => choose({ provider: id, model: model.model })}
        />
      ))}
      {!provider.configured && <p className="px-2.5 pb-1 text-[13px] text-muted">{provider.set_up}</p>}
    </section>
  );
}

interface RowProps {
  selected: boolean;
  title: string;
  note?: string | undefined;
  badge?: string | undefined;
  price?: string;
  disabled?: boolean;
  onClick: () => void;
}

function Row({ selected, title, note, badge, price, disabled = false, onClick }: RowProps) {
  return (
    <button
      type="button"
      aria-pressed={selected}
      disabled={disabled}
      onClick={onClick}
      className={cn(
        'flex w-full items-start gap-2 rounded-control px-2.5 py-2 text-left transition-colors hover:bg-raised disabled:opacity-60',
        selected && 'bg-raised',
      )}
    >
      <Check className={cn('mt-0.5 size-4 shrink-0 text-accent-text', !selected && 'invisible')} aria-hidden />
      <span className="min-w-0 flex-1">
        <span className="flex flex-wrap items-center gap-x-2">
          <span className="font-[560]">{title}</span>
          {badge && (
            <span className="rounded border border-accent px-1 text-[11px] font-[600] text-accent-text">{badge}</span>
          )}
        </span>
        {note && <span className="block text-[12px] text-muted">{note}</span>}
      </span>
      {price && <span className="text-[13px] text-muted tabular">{price}</span>}
    </button>
  );
}
