import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { LoaderCircle } from 'lucide-react';
import { useState } from 'react';
import { client, dataOf } from '@/api/client';
import type { Pipeline } from '@/api/client';
import { pipelineQuery } from '@/api/queries';
import { dollars, plural } from '@/lib/format';
import { Button } from '@/ui/button';
import { Modal } from '@/ui/modal';
import { toast, toastError } from '@/ui/toasts';
import { PlanAgain, anewIn, planAgainQuery } from '@/widgets/plan-again';

interface StaleBarProps {
  pipeline: Pipeline;
  /** Shots that were changed. */
  count: number;
  /** What that changes, by task. */
  config: Record<string, Record<string, unknown>>;
  onDone: () => void;
}

const BUSY: ReadonlySet<string> = new Set(['running', 'cancelling', 'pending']);

/** What was changed is made anew when somebody says so, and what that reaches with it. */
export function StaleBar({ pipeline, count, config, onDone }: StaleBarProps) {
  const { id } = pipeline;
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const { data: plan, error } = useQuery(planAgainQuery(id, { config }));
  const run = useMutation({
    mutationFn: async () =>
      dataOf(await client.POST('/pipelines/{id}/run', { params: { path: { id } }, body: { config } })),
    onSuccess: (after) => {
      queries.setQueryData(pipelineQuery(id).queryKey, after);
      toast('Being made anew');
      onDone();
    },
    onError: (failure) => toastError('It could not be made anew', failure),
  });
  const busy = BUSY.has(pipeline.status);
  const price = plan && (plan.cost_micro_dollars === 0 ? 'free' : dollars(plan.cost_micro_dollars / 1e6));
  return (
    <div className="sticky bottom-24 z-10 flex flex-wrap items-center gap-2 rounded-media border border-review bg-panel p-3 shadow-lg shadow-black/20 sm:bottom-12">
      <p role="status" className="min-w-0 flex-1 basis-48 tabular">
        {plural(count, 'shot')} changed
        {plan && `, ${plan.uncounted.length > 0 ? 'up to ' : ''}${plural(anewIn(plan), 'result')} to make anew`}
        {busy && <span className="block text-[13px] text-muted">It still runs; wait for it, or cancel it first.</span>}
        {error && <span className="block text-[13px] text-failed">{error.message}</span>}
      </p>
      <Button size="small" kind="quiet" onClick={onDone}>
        Discard
      </Button>
      <Button size="small" disabled={!plan} onClick={() => setOpen(true)}>
        What changes
      </Button>
      <Button
        size="small"
        kind="accent"
        disabled={busy || !plan || run.isPending}
        onClick={() => run.mutate()}
        className="tabular"
      >
        {run.isPending && <LoaderCircle className="animate-spin" />}
        {['Make anew', price].filter(Boolean).join(' · ')}
      </Button>
      <Modal open={open} onOpenChange={setOpen} title="What is made anew" size="small">
        {plan && <PlanAgain plan={plan} />}
      </Modal>
    </div>
  );
}
