import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { client, dataOf } from '@/api/client';
import type { Pipeline } from '@/api/client';
import { pipelineQuery } from '@/api/queries';
import { dollars } from '@/lib/format';
import { Button, buttonStyle } from '@/ui/button';
import { Input } from '@/ui/input';
import { toastError } from '@/ui/toasts';
import { stepName } from './step-names';
import { useControl } from './use-control';

interface TroubleProps {
  pipeline: Pipeline;
  /** Takes the settings into the composer, to be changed. */
  onModify: (() => void) | undefined;
  /** The same, with other models to choose from. */
  onModel: (() => void) | undefined;
}

/** What stands in the way of a run: what happened, why, and the one thing that helps. */
export function Trouble(props: TroubleProps) {
  const { pipeline } = props;
  if (pipeline.paused_by?.reason === 'budget') return <OverBudget pipeline={pipeline} />;
  if (pipeline.error) return <Failed {...props} />;
  return null;
}

/** What the request itself is at fault for. */
const THE_WORDS: ReadonlySet<string> = new Set(['moderated', 'invalid_input']);
/** What another model may be able to do. */
const THE_MODEL: ReadonlySet<string> = new Set([
  'model_not_found',
  'unsupported',
  'bad_answer',
  'unpriced',
  'too_large',
]);
/** What has to be put right at the provider. */
const THE_ACCOUNT: ReadonlySet<string> = new Set(['unauthorised', 'quota_exceeded']);

function Failed({ pipeline, onModify, onModel }: TroubleProps) {
  const control = useControl(pipeline.id);
  const { error, failed_task: task, failed_step: step } = pipeline;
  const code = error!.code;
  const again = (
    <Button onClick={() => control.mutate('run')} disabled={control.isPending}>
      Try again
    </Button>
  );
  const first =
    THE_WORDS.has(code) && onModify ? (
      <Button onClick={onModify}>Change the prompt</Button>
    ) : THE_MODEL.has(code) && onModel ? (
      <Button onClick={onModel}>Choose another model</Button>
    ) : THE_ACCOUNT.has(code) ? (
      <>
        <Link to="/settings/$section" params={{ section: 'providers' }} className={buttonStyle()}>
          Look at the provider
        </Link>
        {again}
      </>
    ) : (
      again
    );
  return (
    <Card tone="failed" title={error!.message.replace(/^[\w-]+(\[[\d,]+\])?: /, '')} action={first}>
      {step !== undefined && `${stepName(step)} stopped. `}
      {error!.hint} <span className="text-[13px] tabular">{[task, pipeline.id, code].filter(Boolean).join(' · ')}</span>
    </Card>
  );
}

const CENTS = 100;
const up = (amount: number) => Math.ceil(amount * CENTS) / CENTS;

/** The budget is spent: how much more it takes, and the field to allow it. */
function OverBudget({
  pipeline: { id, paused_by: by, budget_usd: limit = 0, cost_estimate: all = 0 },
}: Pick<TroubleProps, 'pipeline'>) {
  const queries = useQueryClient();
  const control = useControl(id);
  const { scope, spent_usd: spent = 0, needed_usd: needed = 0 } = by!;
  const [amount, setAmount] = useState(String(up(Math.max(spent + needed, all / 1e6, limit))));
  const raise = useMutation({
    mutationFn: async (budget_usd: number) =>
      dataOf(await client.PUT('/pipelines/{id}/budget', { params: { path: { id } }, body: { budget_usd } })),
    onSuccess: (pipeline) => {
      queries.setQueryData(pipelineQuery(id).queryKey, pipeline);
      control.mutate('run');
    },
    onError: (error) => toastError('The budget could not be raised', error),
  });
  const number = Number(amount);
  const own = scope === undefined || scope === 'pipeline';
  return (
    <Card
      tone="review"
      title={
        own
          ? 'The budget of this run is spent'
          : `The budget of ${scope === 'day' ? 'today' : scope === 'month' ? 'this month' : 'your key'} is spent`
      }
      action={
        own ? (
          <form
            className="flex items-center gap-2"
            onSubmit={(event) => {
              event.preventDefault();
              if (number >= spent + needed) raise.mutate(number);
            }}
          >
            <span aria-hidden>$</span>
            <Input
              value={amount}
              inputMode="decimal"
              aria-label="Budget in dollars"
              className="w-24"
              onChange={({ target }) => setAmount(target.value)}
            />
            <Button type="submit" disabled={!(number >= spent + needed) || raise.isPending}>
              Raise and go on
            </Button>
          </form>
        ) : (
          <>
            <Link to="/usage" className={buttonStyle()}>
              See the usage
            </Link>
            <Button onClick={() => control.mutate('run')}>Go on</Button>
          </>
        )
      }
    >
      {dollars(spent)} of {dollars(by!.limit_usd ?? limit)} spent; the next task takes {dollars(needed)}. Everything
      made so far is kept.
    </Card>
  );
}

interface CardProps {
  tone: 'failed' | 'review';
  title: string;
  children: ReactNode;
  action: ReactNode;
}

const BORDER = { failed: 'border-failed/50', review: 'border-review/50' };

function Card({ tone, title, children, action }: CardProps) {
  return (
    <div role="alert" className={`flex flex-wrap items-center gap-3 rounded-media border bg-panel p-4 ${BORDER[tone]}`}>
      <div className="min-w-60 flex-1">
        <p className="font-[600]">{title}</p>
        <p className="text-muted">{children}</p>
      </div>
      <span className="flex flex-wrap gap-2">{action}</span>
    </div>
  );
}
