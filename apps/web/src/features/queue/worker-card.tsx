import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { age, duration, sentence } from '@/lib/format';
import { Dot } from '@/ui/dot';
import { Sparkline } from './sparkline';
import type { Remembered, Worker } from './vitals';

const GB = 1024 ** 3;
const gigabytes = (bytes: number) => `${(bytes / GB).toFixed(bytes < 10 * GB ? 1 : 0)} GB`;
const MOST_TASKS = 4;

export function WorkerCard({ remembered: { worker, samples, goneAt } }: { remembered: Remembered }) {
  const { host, machine, card, tasks, started_at, slots } = worker;
  const busy = tasks.length > 0;
  const title = card ? card.name : titleOf(Object.keys(slots));
  return (
    <article
      aria-label={`Worker ${title} on ${host}`}
      className="flex h-full flex-col gap-3 rounded-media border border-line bg-panel p-4"
    >
      <div className="flex items-start justify-between gap-3">
        <div className="min-w-0">
          <h3 className="truncate font-[600]">{card?.gpu?.name ?? title}</h3>
          <p className="truncate text-[13px] text-muted">
            {card ? `${card.name} · ` : ''}
            {host}
          </p>
        </div>
        <p className="flex shrink-0 items-center gap-2 text-[13px] text-muted">
          <Dot tone={goneAt !== undefined ? 'failed' : busy ? 'running' : 'done'} />
          {goneAt !== undefined ? `silent for ${duration(secondsSince(goneAt))}` : busy ? 'works' : 'idle'}
        </p>
      </div>
      {goneAt === undefined && (
        <>
          {card && <CardVitals card={card} samples={samples} />}
          <Gauge
            label="Processors"
            value={machine.cpu_percent / 100}
            words={`${machine.cpu_percent} % of ${machine.cpus}`}
          >
            <Sparkline label={`Processors of ${host}`} values={samples.map(({ cpu }) => cpu)} />
          </Gauge>
          <Gauge label="Memory" {...usage(machine.memory_total_bytes, machine.memory_free_bytes)} />
          <Gauge label="Disk" {...usage(machine.disk_total_bytes, machine.disk_free_bytes)} />
          <Tasks worker={worker} />
        </>
      )}
      <p className="mt-auto text-[12px] text-muted tabular">
        Process {worker.pid}, started {age(started_at)}
        {card?.queue !== undefined && ` · takes from ${card.queue}`}
      </p>
    </article>
  );
}

const POOLS: Record<string, string> = { gpu: 'cards', cpu: 'processors', remote: 'providers' };
const titleOf = (pools: string[]) => sentence(pools.map((pool) => POOLS[pool] ?? pool).join(' and ') || 'worker');

const secondsSince = (at: number, now = Date.now()) => Math.max(1, (now - at) / 1000);

function usage(total: number, free: number): { value: number; words: string } {
  const used = Math.max(0, total - free);
  return { value: total > 0 ? used / total : 0, words: `${gigabytes(used)} of ${gigabytes(total)}` };
}

function CardVitals({
  card: { gpu, family },
  samples,
}: {
  card: NonNullable<Worker['card']>;
  samples: Remembered['samples'];
}) {
  const {
    memory_total_bytes: total,
    memory_used_bytes: used,
    utilization_percent: busy,
    temperature_celsius: heat,
  } = gpu ?? {};
  const values = samples.flatMap(({ utilization }) => utilization ?? []);
  return (
    <>
      <p className="text-[13px]">
        <span className="text-muted">Loaded </span>
        <span className="font-[560]">{family ?? 'no model'}</span>
        {heat !== undefined && <span className="text-muted tabular"> · {heat} °C</span>}
      </p>
      {busy !== undefined && (
        <Gauge label="Card" value={busy / 100} words={`${busy} %`}>
          <Sparkline label={`Card ${gpu?.name ?? ''}`} values={values} />
        </Gauge>
      )}
      {total !== undefined && used !== undefined && <Gauge label="Card’s memory" {...usage(total, total - used)} />}
    </>
  );
}

interface GaugeProps {
  label: string;
  /** From 0 to 1. */
  value: number;
  words: string;
  children?: ReactNode;
}

function Gauge({ label, value, words, children }: GaugeProps) {
  const percent = Math.round(Math.min(1, value) * 100);
  return (
    <div className="flex flex-col gap-1">
      <p className="flex justify-between gap-3 text-[13px]">
        <span className="text-muted">{label}</span>
        <span className="tabular">{words}</span>
      </p>
      {children ?? (
        <div
          role="meter"
          aria-label={label}
          aria-valuenow={percent}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuetext={words}
          className="h-1 overflow-hidden rounded-full bg-line"
        >
          <div className={percent > 92 ? 'h-full bg-failed' : 'h-full bg-running'} style={{ width: `${percent}%` }} />
        </div>
      )}
    </div>
  );
}

function Tasks({ worker: { tasks } }: { worker: Worker }) {
  if (tasks.length === 0) return null;
  return (
    <ul aria-label="What it works on" className="flex flex-col gap-0.5 border-t border-line pt-2">
      {tasks.slice(0, MOST_TASKS).map(({ pipeline_id: id, task_id: task }) => (
        <li key={`${id} ${task}`} className="truncate text-[13px]">
          <Link
            to="/pipelines/$id"
            params={{ id }}
            search={{ step: task.replace(/\[.*/, '') }}
            className="hover:underline"
          >
            <span className="font-[560]">{task}</span> <span className="text-muted">of {id}</span>
          </Link>
        </li>
      ))}
      {tasks.length > MOST_TASKS && <li className="text-[13px] text-muted">… and {tasks.length - MOST_TASKS} more</li>}
    </ul>
  );
}
