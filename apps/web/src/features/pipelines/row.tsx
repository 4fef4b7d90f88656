import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { FileText } from 'lucide-react';
import type { Pipeline, PipelineSummary } from '@/api/client';
import { pipelineQuery } from '@/api/queries';
import { age, dollars, duration } from '@/lib/format';
import { thumbnail } from '@/lib/media';
import { Bar } from '@/ui/bar';
import { toneOf } from '@/ui/dot';
import { Badge } from './badge';
import { RowMenu, isOver } from './row-menu';

export interface RowProps {
  pipeline: PipelineSummary;
  onFork: () => void;
  onDelete: () => void;
}

const FEW = 3;
const SECOND_MS = 1000;

/** What a line says beside what the list knows; read when it is there. */
const useDetails = (pipeline: PipelineSummary) =>
  useQuery({
    ...pipelineQuery(pipeline.id),
    staleTime: isOver(pipeline) ? 300_000 : 5_000,
    refetchInterval: pipeline.status === 'running' ? 5_000 : false,
  }).data;

/** A line of the table on a desk. */
export function Row(props: RowProps) {
  const { pipeline } = props;
  const details = useDetails(pipeline);
  return (
    <tr className="border-t border-line align-middle transition-colors hover:bg-raised">
      <td className="w-47 py-2 pl-3">
        <Latest pipeline={details} />
      </td>
      <th className="max-w-0 py-2 pr-4 text-left font-[560]">
        <Name pipeline={pipeline} />
        {pipeline.error && (
          <span className="block truncate text-[13px] font-[450] text-failed">{pipeline.error.message}</span>
        )}
      </th>
      <td className="w-44 py-2 pr-4">
        <Badge pipeline={pipeline} />
        {!isOver(pipeline) && pipeline.status !== 'pending' && <Progress pipeline={pipeline} details={details} />}
      </td>
      <td className="w-24 py-2 pr-4 text-right text-[13px] tabular">{dollars(pipeline.cost_actual / 1e6)}</td>
      <td className="w-24 py-2 pr-4 text-right text-[13px] text-muted tabular">{took(pipeline)}</td>
      <td className="w-28 py-2 pr-2 text-right text-[13px] text-muted tabular">{age(pipeline.created_at)}</td>
      <td className="w-12 py-2 pr-2 text-right">
        <RowMenu {...props} />
      </td>
    </tr>
  );
}

/** The same on a phone. */
export function Card(props: RowProps) {
  const { pipeline } = props;
  const details = useDetails(pipeline);
  const facts = [dollars(pipeline.cost_actual / 1e6), took(pipeline), age(pipeline.created_at)].filter(Boolean);
  return (
    <li className="flex flex-col gap-2 rounded-media border border-line bg-panel p-3">
      <div className="flex items-center gap-2">
        <div className="min-w-0 flex-1 font-[560]">
          <Name pipeline={pipeline} />
        </div>
        <RowMenu {...props} />
      </div>
      <Latest pipeline={details} />
      {pipeline.error && <p className="line-clamp-2 text-[13px] text-failed">{pipeline.error.message}</p>}
      <div className="flex items-center justify-between gap-2 text-[13px] text-muted tabular">
        <Badge pipeline={pipeline} />
        {facts.join(' · ')}
      </div>
      {!isOver(pipeline) && pipeline.status !== 'pending' && <Progress pipeline={pipeline} details={details} />}
    </li>
  );
}

const Name = ({ pipeline: { id, name } }: { pipeline: PipelineSummary }) => (
  <Link to="/pipelines/$id" params={{ id }} className="block truncate leading-11 sm:leading-6">
    {name}
  </Link>
);

function Progress({ pipeline, details }: { pipeline: PipelineSummary; details: Pipeline | undefined }) {
  const left = details?.eta_seconds;
  const tone = toneOf(pipeline.status);
  return (
    <span className="mt-1.5 block">
      <Bar value={details?.progress ?? 0} tone={tone === 'idle' ? 'running' : tone} label={`${pipeline.name}, done`} />
      {left !== undefined && pipeline.status === 'running' && (
        <span className="mt-1 block text-[12px] text-muted tabular">about {duration(left)} left</span>
      )}
    </span>
  );
}

const took = ({ started_at: start, ended_at: end }: PipelineSummary): string =>
  start && end ? duration((Date.parse(end) - Date.parse(start)) / SECOND_MS) : '';

/** What was made last, small; the place is kept until it is known. */
function Latest({ pipeline }: { pipeline: Pipeline | undefined }) {
  const media = pipeline?.outputs.filter(({ type }) => type === 'image' || type === 'video') ?? [];
  const shown = media.slice(-FEW).reverse();
  return (
    <span className="flex h-11 gap-1" aria-hidden>
      {shown.map(({ digest, task_id, port }) => (
        <img
          key={`${task_id} ${port}`}
          src={thumbnail(digest, 128)}
          alt=""
          loading="lazy"
          decoding="async"
          className="h-full w-13 rounded-md bg-raised object-cover"
        />
      ))}
      {shown.length === 0 && (
        <span className="grid h-full w-13 place-items-center rounded-md bg-raised text-muted">
          {pipeline && <FileText className="size-4" />}
        </span>
      )}
    </span>
  );
}
