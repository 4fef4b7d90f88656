import { Link } from '@tanstack/react-router';
import { ArrowLeft, Info, ListOrdered, Undo2 } from 'lucide-react';
import type { Pipeline } from '@/api/client';
import { sentence } from '@/lib/format';
import { Button, IconButton } from '@/ui/button';
import { Chip } from '@/ui/chip';
import type { Item } from './items';
import type { Open } from './dialogs';

interface HeadingProps {
  pipeline: Pipeline;
  items: readonly Item[];
  /** The step that is shown alone. */
  step: string | undefined;
  onStep: (step: string | undefined) => void;
  current: Item;
  /** Its place, from 0, and of how many. */
  at: number;
  of: number;
  /** Absent where there is nothing to take back. */
  onUndo: (() => void) | undefined;
  onOpen: (open: Open) => void;
}

/** Of which pipeline, how many, and which of its branches. */
export function Heading(props: HeadingProps) {
  const { pipeline, items, step, onStep, current, at, of, onUndo, onOpen } = props;
  const steps = [...new Set(items.map((item) => item.step))];
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-1.5 sm:px-4">
      <Link
        to="/review"
        aria-label="Everything that waits"
        className="-ml-2 grid size-11 place-items-center rounded-control text-muted hover:text-text sm:size-9"
      >
        <ArrowLeft className="size-4" aria-hidden />
      </Link>
      <h1 className="min-w-0 flex-1 truncate font-[600] sm:flex-none sm:max-w-md">{pipeline.name}</h1>
      <span className="text-[13px] whitespace-nowrap text-muted tabular">
        {at + 1} of {of}
      </span>
      {steps.length > 1 && (
        <div className="flex gap-1.5 overflow-x-auto max-sm:order-last max-sm:w-full" role="group" aria-label="Branch">
          <Chip pressed={step === undefined} count={items.length} onClick={() => onStep(undefined)}>
            All
          </Chip>
          {steps.map((name) => (
            <Chip
              key={name}
              pressed={step === name}
              count={items.filter((item) => item.step === name).length}
              onClick={() => onStep(step === name ? undefined : name)}
            >
              {sentence(name)}
            </Chip>
          ))}
        </div>
      )}
      <div className="ml-auto flex items-center gap-1">
        {pipeline.pilot === 'waiting' && (
          <Button size="small" onClick={() => onOpen('pilot')}>
            Pilot
          </Button>
        )}
        {isJoined(pipeline, current.step) && (
          <IconButton label="Put them in order" onClick={() => onOpen('order')}>
            <ListOrdered />
          </IconButton>
        )}
        <IconButton label="About it" className="lg:hidden" onClick={() => onOpen('about')}>
          <Info />
        </IconButton>
        <IconButton label="Undo the last decision (U)" disabled={!onUndo} onClick={onUndo}>
          <Undo2 />
        </IconButton>
      </div>
    </div>
  );
}

/** Whether the items of a step are joined by another one, so that their order matters. */
function isJoined({ definition }: Pipeline, step: string): boolean {
  const steps = definition.steps as { id: string; type: string; dependsOn?: string[]; config?: object }[];
  return steps.some(
    ({ type, dependsOn = [], config = {} }) =>
      type === 'concat' && (dependsOn.includes(step) || JSON.stringify(config).includes(`steps.${step}.`)),
  );
}
