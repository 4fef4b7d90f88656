import { useQuery } from '@tanstack/react-query';
import { Check, ChevronsUpDown } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useState } from 'react';
import { Link } from '@tanstack/react-router';
import type { Provider } from '@/api/client';
import { providersQuery } from '@/api/queries';
import { cn } from '@/lib/cn';
import { Tip } from '@/ui/tip';
import { bestOf, chosenOf, factsOf, nameOf, offersOf, shortPrice } from './offers';
import type { Offer } from './offers';
import type { Choice } from './settings';

interface ModelPickerProps {
  label: string;
  stepType: string;
  value: Choice | undefined;
  onChange: (choice: Choice | undefined) => void;
}

/** Who does a kind of step: by provider, with prices; what can't be had now says why, and how to get it. */
export function ModelPicker({ label, stepType, value, onChange }: ModelPickerProps) {
  const [open, setOpen] = useState(false);
  const { data: providers = [], isPending } = useQuery(providersQuery);
  const offers = offersOf(providers, stepType);
  const [chosen, best] = [chosenOf(offers, value), bestOf(offers)];
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
          <span className="flex-1 text-muted">{isPending ? '' : 'No model can do this yet'}</span>
        )}
        <ChevronsUpDown className="size-4 shrink-0 text-muted" aria-hidden />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={6}
          collisionPadding={12}
          aria-label={label}
          className="z-50 max-h-[min(30rem,var(--radix-popover-content-available-height))] w-[min(24rem,calc(100vw-1.5rem))] overflow-y-auto rounded-media border border-line-strong bg-panel p-1.5 shadow-xl shadow-black/25 data-[state=open]:animate-appear"
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

function Summary({ offer, automatic }: { offer: Offer; automatic: boolean }) {
  return (
    <>
      <span className="min-w-0 flex-1">
        <span className="block truncate font-[600]">{nameOf(offer.model)}</span>
        <span className="block truncate text-[12px] text-muted">
          {offer.provider.title}
          {automatic && ' · automatic'}
        </span>
      </span>
      <span className="text-[13px] text-muted tabular">{shortPrice(offer.model)}</span>
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
  if (own.length === 0 && (provider.configured || !MAKES.has(provider.id))) return null;
  return (
    <section aria-label={provider.title}>
      <h3 className="flex items-center gap-2 px-2.5 pt-3 pb-1 text-[12px] font-[560] text-muted">
        {provider.title}
        {!provider.configured && <span className="rounded border border-line-strong px-1 text-[11px]">not set up</span>}
      </h3>
      {own.map((offer) => (
        <Row
          key={offer.model.model}
          offer={offer}
          selected={chosen?.model === offer.model}
          disabled={!offer.model.available}
          title={offer.model.title}
          badge={best?.model === offer.model ? 'recommended' : undefined}
          note={offer.model.available ? noteOf(offer) : offer.model.why}
          price={shortPrice(offer.model)}
          onClick={() => choose({ provider: provider.id, model: offer.model.model })}
        />
      ))}
      {!provider.configured && (
        <p className="px-2.5 pb-1.5 text-[13px] text-muted">
          {provider.set_up}{' '}
          <Link to="/settings/$section" params={{ section: 'providers' }} className="text-accent-text underline">
            Set it up
          </Link>
        </p>
      )}
    </section>
  );
}

/** Providers of pictures and videos that are worth setting up. */
const MAKES: ReadonlySet<string> = new Set(['comfyui', 'fal', 'replicate', 'openai']);

/** Its limits in a line; all of it is in the tip. */
const noteOf = (offer: Offer): string => {
  const limits = factsOf(offer).filter(([name]) => name !== 'Does' && name !== 'Price' && name !== 'Runs on');
  return limits.length > 0
    ? limits.map(([name, value]) => (name === 'Duration' ? value : `${name.toLowerCase()} ${value}`)).join(' · ')
    : offer.model.model;
};

interface RowProps {
  offer?: Offer;
  selected: boolean;
  title: string;
  note?: string | undefined;
  badge?: string | undefined;
  price?: string;
  disabled?: boolean;
  onClick: () => void;
}

function Row({ offer, selected, title, note, badge, price, disabled = false, onClick }: RowProps) {
  const row = (
    <button
      type="button"
      aria-pressed={selected}
      // Where the focus can reach it, its tip can be read.
      aria-disabled={disabled}
      onClick={() => !disabled && onClick()}
      className={cn(
        'flex min-h-11 w-full items-start gap-2 rounded-control px-2.5 py-2 text-left transition-colors hover:bg-raised',
        selected && 'bg-raised',
        disabled && 'cursor-not-allowed',
      )}
    >
      <Check className={cn('mt-0.5 size-4 shrink-0 text-accent-text', !selected && 'invisible')} aria-hidden />
      <span className="min-w-0 flex-1">
        <span className="flex flex-wrap items-center gap-x-2">
          <span className={cn('font-[560]', disabled && 'text-muted')}>{title}</span>
          {badge && (
            <span className="rounded border border-accent px-1 text-[11px] font-[600] text-accent-text">{badge}</span>
          )}
        </span>
        {note && <span className="block text-[12px] text-muted">{note}</span>}
      </span>
      {price && <span className="text-[13px] text-muted tabular">{price}</span>}
    </button>
  );
  return offer ? <Tip text={<Facts offer={offer} />}>{row}</Tip> : row;
}

function Facts({ offer }: { offer: Offer }) {
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5">
      {factsOf(offer).map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-muted">{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
      {!offer.model.available && (
        <div className="contents">
          <dt className="text-muted">Now</dt>
          <dd>{offer.model.why ?? 'It cannot be had.'}</dd>
        </div>
      )}
    </dl>
  );
}
