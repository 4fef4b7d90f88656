import { useQueries, useQuery } from '@tanstack/react-query';
import { Star } from 'lucide-react';
import { client, dataOf } from '@/api/client';
import { sentence } from '@/lib/format';
import { Chip } from '@/ui/chip';
import { Input, Labelled } from '@/ui/input';
import { Choices, FilterChip } from './filter-chip';
import { countQuery, facetsQuery } from './queries';
import type { Asked } from './queries';
import { has, replaced, toggled, tokensOf } from './search';
import type { Facets, Field } from './search';

interface FiltersProps {
  line: string;
  asked: Asked;
  onChange: (line: string) => void;
}

const KIND_NAMES = [
  { value: 'image', label: 'Images' },
  { value: 'video', label: 'Videos' },
  { value: 'audio', label: 'Sounds' },
  { value: 'text', label: 'Texts' },
] as const;

/** Filters at hand, each with how many it would leave. What is pressed stands in the line of search as well. */
export function Filters({ line, asked, onChange }: FiltersProps) {
  const { kind: _kind, ...others } = asked;
  const { data: counts } = useQuery(facetsQuery(others));
  const toggle = (field: Field, value: string) => onChange(toggled(line, field, value));
  return (
    <div
      role="group"
      aria-label="Filters"
      className="relative -mx-4 flex gap-2 overflow-x-auto px-4 [scrollbar-width:none] sm:mx-0 sm:flex-wrap sm:px-0"
    >
      {KIND_NAMES.filter(({ value }) => counts?.kind[value] || has(line, 'type', value)).map(({ value, label }) => (
        <Chip
          key={value}
          pressed={has(line, 'type', value)}
          count={counts?.kind[value] ?? 0}
          onClick={() => toggle('type', value)}
        >
          {label}
        </Chip>
      ))}
      <Chip pressed={asked.favourite === true} onClick={() => toggle('is', 'favourite')}>
        <Star className="size-3.5" aria-hidden />
        Favourites
      </Chip>
      <FacetChip
        label="Model"
        field="model"
        facet="model"
        none="Nothing here was made by a model."
        {...{ line, asked, onChange }}
      />
      <FacetChip
        label="Tag"
        field="tag"
        facet="tag"
        none="Nothing has a tag yet. Open something, or choose some, to tag it."
        {...{ line, asked, onChange }}
      />
      <FacetChip
        label="Source"
        field="source"
        facet="source"
        none="Nothing is here yet."
        {...{ line, asked, onChange }}
      />
      <FacetChip
        label="Step"
        field="step"
        facet="step_type"
        none="Nothing here was made by a step."
        {...{ line, asked, onChange }}
      />
      <DateChip line={line} asked={asked} onChange={onChange} />
      <PipelineChip line={line} onChange={onChange} />
    </div>
  );
}

const SOURCE_NAMES: Record<string, string> = { upload: 'Brought', output: 'Made' };

interface FacetChipProps extends FiltersProps {
  label: string;
  field: Field;
  facet: keyof Facets;
  none: string;
}

function FacetChip({ label, field, none, line, ...rest }: FacetChipProps) {
  const values = tokensOf(line).flatMap((token) => (token.field === field ? [token.value] : []));
  const named = (value: string) =>
    field === 'source' ? (SOURCE_NAMES[value] ?? value) : field === 'step' ? sentence(value) : value;
  const chosen = values.length > 0 ? values.map(named).join(', ') : undefined;
  return (
    <FilterChip label={label} chosen={chosen}>
      <FacetChoices {...{ field, none, line, named, values }} {...rest} />
    </FilterChip>
  );
}

type FacetChoicesProps = Omit<FacetChipProps, 'label'> & { named: (value: string) => string; values: string[] };

/** Of what else is asked for: otherwise one choice would hide the others. Of tags, all have to fit. */
function FacetChoices({ field, facet, none, line, asked, named, values, onChange }: FacetChoicesProps) {
  const others = { ...asked };
  if (facet !== 'tag') delete others[facet];
  const { data } = useQuery(facetsQuery(others));
  const names = data && [...new Set([...values, ...Object.keys(data[facet])])];
  const choices = names
    ?.map((value) => ({
      ...{ value, label: named(value), count: data![facet][value] ?? 0 },
      chosen: has(line, field, value),
    }))
    .sort((a, b) => b.count - a.count || a.label.localeCompare(b.label));
  return <Choices choices={choices} none={none} onChoose={(value) => onChange(toggled(line, field, value))} />;
}

const DAY_MS = 24 * 3600 * 1000;
/** Days are those of UTC, as the library counts them. */
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);
const SPANS = [
  { days: 0, label: 'Today' },
  { days: 6, label: 'Last 7 days' },
  { days: 29, label: 'Last 30 days' },
  { days: 364, label: 'Last year' },
];

function DateChip({ line, asked, onChange }: FiltersProps) {
  const { from, to } = asked;
  const span = to === undefined ? SPANS.find(({ days }) => daysAgo(days) === from) : undefined;
  const chosen = span?.label ?? ([from && `from ${from}`, to && `until ${to}`].filter(Boolean).join(' ') || undefined);
  return (
    <FilterChip label="Date" chosen={chosen}>
      <Dates line={line} asked={asked} onChange={onChange} />
    </FilterChip>
  );
}

function Dates({ line, asked, onChange }: FiltersProps) {
  const { from, to, ...others } = asked;
  const counts = useQueries({ queries: SPANS.map(({ days }) => countQuery({ ...others, from: daysAgo(days) })) });
  const choices = SPANS.map(({ days, label }, at) => ({
    ...{ value: daysAgo(days), label, count: counts[at]?.data },
    chosen: from === daysAgo(days) && to === undefined,
  }));
  const set = (field: 'after' | 'before', value: string) => onChange(replaced(line, field, ...(value ? [value] : [])));
  return (
    <>
      <Choices
        choices={choices}
        none=""
        onChoose={(value) => onChange(replaced(replaced(line, 'before'), 'after', ...(value === from ? [] : [value])))}
      />
      <div className="mt-1 grid gap-2 border-t border-line p-2">
        <Labelled label="From">
          <Input type="date" value={from ?? ''} onChange={(event) => set('after', event.target.value)} />
        </Labelled>
        <Labelled label="Until">
          <Input type="date" value={to ?? ''} onChange={(event) => set('before', event.target.value)} />
        </Labelled>
      </div>
    </>
  );
}

function PipelineChip({ line, onChange }: Omit<FiltersProps, 'asked'>) {
  const values = tokensOf(line).flatMap((token) => (token.field === 'pipeline' ? [token.value] : []));
  return (
    <FilterChip label="Pipeline" chosen={values.length > 0 ? values.join(', ') : undefined}>
      <Pipelines line={line} onChange={onChange} />
    </FilterChip>
  );
}

const MOST_PIPELINES = 100;

function Pipelines({ line, onChange }: Omit<FiltersProps, 'asked'>) {
  const { data } = useQuery({
    queryKey: ['pipelines', 'names'],
    queryFn: async () => dataOf(await client.GET('/pipelines', { params: { query: { limit: MOST_PIPELINES } } })).items,
    staleTime: 15_000,
  });
  const choices = data?.map(({ id, name }) => ({ value: id, label: name, chosen: has(line, 'pipeline', id) }));
  return (
    <Choices
      choices={choices}
      none="There is no pipeline yet."
      onChoose={(value) => onChange(toggled(line, 'pipeline', value))}
    />
  );
}
