import { useQuery } from '@tanstack/react-query';
import { Cpu } from 'lucide-react';
import { Code } from '@/ui/code';
import { Empty } from '@/ui/empty';
import { Part } from './part';
import { vitalsQuery } from './queries';
import type { Remembered } from './vitals';
import { WorkerCard } from './worker-card';

const START_A_CARD = 'REELWRIGHT_CARD=gpu0 node dist/apps/gpu-worker/src/main.js';

export function Workers() {
  const vitals = useQuery(vitalsQuery);
  return (
    <Part
      title="Workers"
      text="Who does the work, and how their machines are. One process serves one card."
      query={vitals}
    >
      {(all) => {
        const alive = all.filter(({ goneAt }) => goneAt === undefined);
        const gone = all.filter(({ goneAt }) => goneAt !== undefined);
        return (
          <>
            {alive.length === 0 ? <Nobody /> : <List workers={alive} />}
            {gone.length > 0 && (
              <>
                <h3 className="pt-2 text-[13px] font-[600] text-muted">Not heard of any more</h3>
                <List workers={gone} />
              </>
            )}
            {alive.length > 0 && <More />}
          </>
        );
      }}
    </Part>
  );
}

const List = ({ workers }: { workers: readonly Remembered[] }) => (
  <ul className="grid gap-3 md:grid-cols-2 xl:grid-cols-3">
    {workers.map((one) => (
      <li key={one.worker.name}>
        <WorkerCard remembered={one} />
      </li>
    ))}
  </ul>
);

function Nobody() {
  return (
    <Empty
      icon={Cpu}
      title="No worker is there"
      text="Nothing is made until one is. Start one on any machine that reaches the same Redis:"
    >
      <div className="w-full text-left">
        <Code text={START_A_CARD} label="How to start a worker" />
      </div>
    </Empty>
  );
}

function More() {
  return (
    <details className="text-muted">
      <summary className="flex min-h-11 cursor-pointer items-center text-[13px] font-[520] hover:text-text">
        How to add a card
      </summary>
      <p className="pb-2">On any machine that reaches the same Redis and files, one for each card:</p>
      <Code text={START_A_CARD} label="How to start a worker" />
    </details>
  );
}
