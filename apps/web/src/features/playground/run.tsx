import { useQuery } from '@tanstack/react-query';
import { Link, getRouteApi } from '@tanstack/react-router';
import { Ellipsis, Info, Pause, Play, RotateCw, SlidersHorizontal, X } from 'lucide-react';
import type { Pipeline } from '@/api/client';
import { useLive } from '@/api/events';
import type { Live } from '@/api/events';
import { pipelineQuery } from '@/api/queries';
import { dollars, duration, sentence } from '@/lib/format';
import { Button, IconButton } from '@/ui/button';
import { Dot, toneOf } from '@/ui/dot';
import { Menu, MenuItem } from '@/ui/menu';
import { useTitle } from '@/ui/page';
import { Skeleton } from '@/ui/skeleton';
import { ShareButton } from '@/widgets/share';
import { Trouble } from './failure';
import { settingsOf } from './from-pipeline';
import { defined } from './filters';
import type { Filters } from './filters';
import type { Request } from './request';
import { Results } from './results';
import type { Settings } from './settings';
import { isOver } from './status';
import { StepCards } from './step-cards';
import { newSeed, useAgain } from './use-again';
import { useControl } from './use-control';
import { useGenerate } from './use-generate';

const route = getRouteApi('/');

interface Search extends Filters {
  run?: string;
  item?: string;
}

interface RunProps {
  id: string;
  onRun: (id: string) => void;
  /** Takes settings into the composer. */
  onCompose: (settings: Partial<Settings>) => void;
}

/** One run: its steps, and its results as they arrive. */
export function Run({ id, ...rest }: RunProps) {
  const { data: pipeline, error } = useQuery(pipelineQuery(id));
  const live = useLive(id);
  if (error && !pipeline) return <p className="text-failed">{error.message}</p>;
  if (!pipeline) return <Placeholder />;
  return <Shown pipeline={pipeline} live={live} {...rest} />;
}

function Placeholder() {
  return (
    <div className="flex flex-col gap-4">
      <Skeleton className="h-8 w-80 max-w-full" />
      <Skeleton className="h-20" />
      <Skeleton className="h-40" />
    </div>
  );
}

function Shown({ pipeline, live, onRun, onCompose }: { pipeline: Pipeline; live: Live } & Omit<RunProps, 'id'>) {
  const { run, item, step, kind, model }: Search = route.useSearch();
  const filters = defined({ step, kind, model });
  const navigate = route.useNavigate();
  const onItem = (place: string | undefined) =>
    void navigate({
      search: {
        ...{ ...filters, ...(run !== undefined && { run }) },
        ...(place !== undefined && { item: place }),
      },
      replace: item !== undefined,
    });
  const compose = (wished: Partial<Settings>) => {
    // What is large would be in the way.
    if (item !== undefined) onItem(undefined);
    onCompose(wished);
  };
  const again = useAgain({ pipeline, onRun, onCompose: compose });
  const settings = settingsOf(pipeline);
  const modify = settings && (() => onCompose(settings));
  useTitle(titleOf(pipeline));
  return (
    <section aria-label={`Run ${pipeline.name}`} className="flex flex-col gap-4">
      <Heading {...{ pipeline, live, onRun, onModify: modify }} />
      <StepCards pipeline={pipeline} />
      <Trouble
        pipeline={pipeline}
        onModify={modify}
        onModel={settings && (() => onCompose({ ...settings, imageModel: undefined, videoModel: undefined }))}
      />
      <Results
        {...{ pipeline, live, again, filters, item }}
        onFilters={(next) => void navigate({ search: { ...(run !== undefined && { run }), ...next }, replace: true })}
        onItem={onItem}
      />
    </section>
  );
}

/** "62% · a harbour", in the tab of the browser. */
function titleOf({ status, progress, name }: Pipeline): string {
  if (!isOver(status)) return `${Math.floor(progress * 100)}% · ${name}`;
  return status === 'completed' ? `✓ ${name}` : `${sentence(status)} · ${name}`;
}

interface HeadingProps {
  pipeline: Pipeline;
  live: Live;
  onRun: (id: string) => void;
  onModify: (() => void) | undefined;
}

function Heading({ pipeline, live, onRun, onModify }: HeadingProps) {
  const { status, name, eta_seconds: left, cost_actual: cost } = pipeline;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <h2 className="max-w-full min-w-0 truncate text-base font-[640]">{name}</h2>
      <span className="flex items-center gap-2 text-[13px] text-muted tabular" role="status">
        <Dot tone={pipeline.in_review > 0 ? 'review' : toneOf(status)} />
        {!live.connected && !isOver(status) ? 'Connecting again' : sentence(status)}
        {left !== undefined && left >= 1 && status === 'running' && ` · about ${duration(left)} left`}
        {cost > 0 && ` · ${dollars(cost / 1e6)} spent`}
      </span>
      <span className="ml-auto flex flex-wrap items-center gap-2">
        <ShareButton
          compact
          request={{ definition: pipeline.definition, inputs: pipeline.inputs, seed: pipeline.seed }}
        />
        {isOver(status) ? (
          <Afterwards {...{ pipeline, onRun, onModify }} />
        ) : (
          <Controls pipeline={pipeline} onModify={onModify} />
        )}
      </span>
    </div>
  );
}

function Controls({ pipeline: { id, status }, onModify }: Pick<HeadingProps, 'pipeline' | 'onModify'>) {
  const control = useControl(id);
  const paused = status === 'paused';
  const over = status === 'cancelling';
  return (
    <>
      <Button size="small" disabled={over} onClick={() => control.mutate(paused ? 'run' : 'pause')}>
        {paused ? <Play /> : <Pause />}
        {paused ? 'Go on' : 'Pause'}
      </Button>
      <Button size="small" kind="danger" disabled={over} onClick={() => control.mutate('cancel')}>
        <X />
        Cancel
      </Button>
      <More id={id} onModify={onModify} />
    </>
  );
}

/** What a run is good for once it is over. */
function Afterwards({ pipeline, onRun, onModify }: Omit<HeadingProps, 'live'>) {
  const generate = useGenerate(onRun);
  const { definition, inputs, cost_estimate: estimate } = pipeline;
  const price = estimate === undefined ? undefined : estimate / 1e6;
  const again = (): Request => ({ definition, inputs, seed: newSeed() });
  return (
    <>
      <Button
        size="small"
        disabled={generate.isPending}
        onClick={() => generate.mutate({ request: again(), price: price ?? 0 })}
      >
        <RotateCw />
        Run again {price === undefined ? '' : price === 0 ? 'free' : dollars(price)}
      </Button>
      {onModify && (
        <Button size="small" onClick={onModify}>
          <SlidersHorizontal />
          <span className="max-sm:sr-only">Change and run</span>
        </Button>
      )}
      <More id={pipeline.id} onModify={undefined} />
    </>
  );
}

function More({ id, onModify }: { id: string; onModify: (() => void) | undefined }) {
  return (
    <Menu
      trigger={
        <IconButton label="More about this run" className="sm:size-8">
          <Ellipsis />
        </IconButton>
      }
    >
      <MenuItem asChild>
        <Link to="/pipelines/$id" params={{ id }}>
          <Info /> Details
        </Link>
      </MenuItem>
      {onModify && (
        <MenuItem onSelect={onModify}>
          <SlidersHorizontal /> Take the settings over
        </MenuItem>
      )}
    </Menu>
  );
}
