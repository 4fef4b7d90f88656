import { ChevronDown, Download, SquareCheckBig } from 'lucide-react';
import type { Pipeline } from '@/api/client';
import { buttonStyle, Button } from '@/ui/button';
import { Chip } from '@/ui/chip';
import { Menu, MenuItem, MenuLabel } from '@/ui/menu';
import type { Filters } from './filters';
import { stepName } from './step-names';

interface ToolbarProps {
  pipeline: Pipeline;
  made: number;
  /** All there will be, as far as is known. */
  total: number;
  kinds: ReadonlySet<string>;
  filters: Filters;
  onFilters: (filters: Filters) => void;
  onSelect: () => void;
}

const KINDS = [
  { kind: 'video', label: 'Videos' },
  { kind: 'image', label: 'Images' },
  { kind: 'audio', label: 'Sounds' },
];

/** How many there are, which of them are shown, and what can be done with all of them. */
export function Toolbar({ pipeline, made, total, kinds, filters, onFilters, onSelect }: ToolbarProps) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <h3 className="text-base font-[640]">Results</h3>
      <span className="text-[13px] text-muted tabular">
        {made} of {Math.max(made, total)}
      </span>
      <span className="relative ml-auto flex items-center gap-2 max-sm:w-full max-sm:overflow-x-auto sm:flex-wrap">
        {pipeline.steps.length > 1 && <StepMenu {...{ pipeline, filters, onFilters }} />}
        {kinds.size > 1 &&
          KINDS.filter(({ kind }) => kinds.has(kind)).map(({ kind, label }) => (
            <Chip
              key={kind}
              pressed={filters.kind === kind}
              onClick={() => onFilters(without(filters, 'kind', filters.kind === kind ? undefined : kind))}
            >
              {label}
            </Chip>
          ))}
        {made > 0 && (
          <>
            <Button size="small" onClick={onSelect}>
              <SquareCheckBig />
              Select
            </Button>
            <a className={buttonStyle({ size: 'small' })} href={`/pipelines/${pipeline.id}/outputs.zip`} download>
              <Download />
              <span className="max-sm:sr-only">Download ZIP</span>
            </a>
          </>
        )}
      </span>
    </div>
  );
}

/** Filters with one of them set or, if undefined, left out. */
function without(filters: Filters, name: keyof Filters, value: string | undefined): Filters {
  const { [name]: _, ...rest } = filters;
  return value === undefined ? rest : { ...rest, [name]: value };
}

function StepMenu({
  pipeline: { steps },
  filters,
  onFilters,
}: Pick<ToolbarProps, 'pipeline' | 'filters' | 'onFilters'>) {
  const models = [...new Set(steps.map(({ model }) => model))];
  const { step, model } = filters;
  const shown = [step !== undefined && stepName(step), model].filter(Boolean).join(' · ');
  return (
    <Menu
      trigger={
        <Chip pressed={shown !== ''}>
          {shown === '' ? 'All steps' : shown}
          <ChevronDown className="size-3.5" aria-hidden />
        </Chip>
      }
    >
      <MenuItem onSelect={() => onFilters(without(without(filters, 'step', undefined), 'model', undefined))}>
        All steps
      </MenuItem>
      {steps.map(({ id }) => (
        <MenuItem key={id} onSelect={() => onFilters(without(filters, 'step', id))}>
          {stepName(id)}
        </MenuItem>
      ))}
      {models.length > 1 && (
        <>
          <MenuLabel>By model</MenuLabel>
          {models.map((one) => (
            <MenuItem key={one} onSelect={() => onFilters(without(filters, 'model', one))}>
              {one}
            </MenuItem>
          ))}
        </>
      )}
    </Menu>
  );
}
