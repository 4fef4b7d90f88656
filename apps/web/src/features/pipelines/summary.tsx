import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Pipeline } from '@/api/client';
import { age, dollars, duration, plural } from '@/lib/format';
import { Bar } from '@/ui/bar';
import { Button } from '@/ui/button';
import { toneOf } from '@/ui/dot';
import { Input, Labelled } from '@/ui/input';
import { Modal } from '@/ui/modal';
import { useActions } from './use-actions';

/** How far it is, what it has cost and may cost, and what it did not have to do. */
export function Summary({ pipeline }: { pipeline: Pipeline }) {
  const { progress, eta_seconds: left, status, reused, created_at, forked_from, run } = pipeline;
  const tone = toneOf(status);
  return (
    <section aria-label="Summary" className="flex flex-col gap-3 rounded-media border border-line bg-panel p-4">
      <div className="flex items-center gap-3 text-[13px] tabular">
        <div className="flex-1">
          <Bar value={progress} tone={tone === 'idle' ? 'running' : tone} label="Done" />
        </div>
        <span className="font-[600]">{Math.round(progress * 100)}%</span>
        {left !== undefined && status === 'running' && <span className="text-muted">about {duration(left)} left</span>}
      </div>
      <PausedBy pipeline={pipeline} />
      <dl className="grid grid-cols-2 gap-x-6 gap-y-3 text-[13px] sm:grid-cols-4">
        <Fact name="Cost">
          {dollars(pipeline.cost_actual / 1e6)}
          {pipeline.cost_estimate !== undefined && (
            <span className="text-muted"> of {dollars(pipeline.cost_estimate / 1e6)} estimated</span>
          )}
        </Fact>
        <Fact name="Budget">
          <Budget pipeline={pipeline} />
        </Fact>
        <Fact name="Reused">
          {reused.tasks === 0 ? 'nothing' : plural(reused.tasks, 'result')}
          {reused.saved_micro_dollars > 0 && (
            <span className="text-done"> −{dollars(reused.saved_micro_dollars / 1e6)}</span>
          )}
        </Fact>
        <Fact name="Created">
          {age(created_at)}
          {run > 1 && <span className="text-muted">, run {run}</span>}
          {forked_from !== undefined && (
            <Link to="/pipelines/$id" params={{ id: forked_from }} className="block underline">
              forked
            </Link>
          )}
        </Fact>
      </dl>
    </section>
  );
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div>
    <dt className="text-muted">{name}</dt>
    <dd className="mt-0.5 font-[560] tabular">{children}</dd>
  </div>
);

/** Why it waits, when nobody asked for that. */
function PausedBy({ pipeline: { paused_by: by, id } }: { pipeline: Pipeline }) {
  if (!by) return null;
  const { reason, scope, limit_usd: limit, needed_usd: needed, task_id } = by;
  return (
    <p role="status" className="rounded-control border border-review/60 p-3">
      {reason === 'budget' ? (
        <>
          It waits for money: {task_id} would cost {dollars(needed ?? 0)}, and the budget of the {scope} is{' '}
          {dollars(limit ?? 0)}. Raise it to go on.
        </>
      ) : (
        <>
          Nobody decided about {task_id} in time.{' '}
          <Link to="/review/$id" params={{ id }} className="underline">
            Decide, then go on
          </Link>
          .
        </>
      )}
    </p>
  );
}

function Budget({ pipeline }: { pipeline: Pipeline }) {
  const { budget } = useActions(pipeline.id);
  const [draft, setDraft] = useState<string>();
  const { budget_usd: limit, reserved_usd: reserved } = pipeline;
  const amount = Number(draft);
  const bad = draft !== undefined && draft.trim() !== '' && !(amount >= 0 && amount <= 1e6);
  const save = () => {
    if (bad) return;
    budget.mutate(draft!.trim() === '' ? null : amount);
    setDraft(undefined);
  };
  return (
    <>
      <button
        type="button"
        onClick={() => setDraft(limit === undefined ? '' : String(limit))}
        className="min-h-6 text-left underline decoration-line-strong underline-offset-3 hover:decoration-text"
      >
        {limit === undefined ? 'no limit' : dollars(limit)}
      </button>
      {reserved > 0 && <span className="text-muted"> {dollars(reserved)} reserved</span>}
      <Modal
        open={draft !== undefined}
        onOpenChange={(open) => !open && setDraft(undefined)}
        size="small"
        title="What it may cost in all"
        description={`It has cost ${dollars(pipeline.cost_actual / 1e6)} so far. At the limit it waits with all it has.`}
        footer={
          <Button kind="accent" disabled={bad} onClick={save}>
            Set the budget
          </Button>
        }
      >
        <Labelled
          label="Dollars"
          hint="Empty: no limit of its own."
          error={bad ? 'An amount from 0 to 1,000,000.' : undefined}
        >
          <Input
            inputMode="decimal"
            value={draft ?? ''}
            onChange={(event) => setDraft(event.target.value)}
            onKeyDown={(event) => event.key === 'Enter' && save()}
          />
        </Labelled>
      </Modal>
    </>
  );
}
