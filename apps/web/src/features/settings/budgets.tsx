import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { client, dataOf } from '@/api/client';
import type { Schemas } from '@/api/client';
import { numberOr, showRefusal, useBodyForm } from '@/api/forms';
import { budgetsQuery } from '@/api/queries';
import { Button, buttonStyle } from '@/ui/button';
import { Input, Labelled } from '@/ui/input';
import { toast } from '@/ui/toasts';
import { EnvelopeBar } from './envelope';
import { keysQuery } from './keys/queries';
import { Card, FormProblem, Read, Section } from './parts';

type Budgets = Schemas['BudgetsDto'];

export function Budgets() {
  const budgets = useQuery(budgetsQuery);
  return (
    <Section
      title="Budgets"
      text="What may be spent at providers. Each paid request is set aside before it is sent, so runs side by side cannot go past a limit; what does not fit waits, and goes on when the limit is raised."
    >
      <Read query={budgets} places={4}>
        {(found) => (
          <>
            <Card className="flex flex-col gap-4">
              <h3 className="font-[600]">Everybody together, today</h3>
              <EnvelopeBar label="Spent today" envelope={found.day} />
              <Limit
                field="day_usd"
                label="A day may cost, in dollars"
                limit={found.day.limit_usd}
                hint="From midnight to midnight, UTC."
              />
            </Card>
            <Card className="flex flex-col gap-4">
              <h3 className="font-[600]">Everybody together, this month</h3>
              <EnvelopeBar label="Spent this month" envelope={found.month} />
              <Limit
                field="month_usd"
                label="A month may cost, in dollars"
                limit={found.month.limit_usd}
                hint="From the first to the last day, UTC."
              />
            </Card>
            <Card className="flex flex-col gap-4">
              <h3 className="font-[600]">Each run</h3>
              <Limit
                field="pipeline_usd"
                label="A run may cost, in dollars"
                limit={found.each_pipeline_usd}
                hint="For runs without a budget of their own, also those under way."
              />
            </Card>
            <Card className="flex flex-col gap-4">
              <h3 className="font-[600]">Each key, in all</h3>
              <Limit
                field="key_usd"
                label="A key may spend, in dollars"
                limit={found.each_key_usd}
                hint="For keys without a budget of their own."
              />
              <EachKey own={found.key} />
            </Card>
          </>
        )}
      </Read>
      <p className="text-[13px] text-muted">
        A single run can have a budget of its own, set before it starts or while it waits for money. What was spent, by
        day and model, is in the{' '}
        <Link to="/usage" className="underline underline-offset-2">
          usage
        </Link>
        .
      </p>
    </Section>
  );
}

interface LimitProps {
  field: 'day_usd' | 'month_usd' | 'pipeline_usd' | 'key_usd';
  label: string;
  hint: string;
  limit: number | undefined;
}

const typed = (limit: number | undefined) => (limit === undefined ? '' : String(limit));

/** A limit, changed as soon as it is saved; emptied, there is none. */
function Limit({ field, label, hint, limit }: LimitProps) {
  const queries = useQueryClient();
  const form = useBodyForm('SetBudgetsDto', {
    values: { [field]: typed(limit) } as Record<typeof field, string>,
    toBody: (values) => ({ [field]: numberOr(values[field], null) }),
  });
  const save = useMutation({
    mutationFn: async (body: Schemas['SetBudgetsDto']) => dataOf(await client.PUT('/budgets', { body })),
    onSuccess: (now: Budgets, body) => {
      queries.setQueryData(budgetsQuery.queryKey, now);
      void queries.invalidateQueries({ queryKey: keysQuery.queryKey });
      form.reset({ [field]: typed(body[field] ?? undefined) });
      toast(body[field] === null ? 'The limit is taken away' : 'The limit is set');
    },
    onError: (error) => showRefusal(form, error),
  });
  const { errors, isDirty } = form.formState;
  return (
    <form
      noValidate
      className="flex flex-col gap-2"
      onSubmit={(event) => void form.handleSubmit((body) => save.mutate(body))(event)}
    >
      <div className="flex flex-wrap items-start gap-2">
        <Labelled
          label={label}
          hint={`${hint} Empty: no limit.`}
          error={errors[field]?.message}
          className="min-w-52 flex-1 sm:max-w-72"
        >
          <Input {...form.register(field)} inputMode="decimal" placeholder="no limit" autoComplete="off" />
        </Labelled>
        <Button
          type="submit"
          kind={isDirty ? 'accent' : 'plain'}
          disabled={!isDirty || save.isPending}
          className="mt-6.25"
        >
          Save
        </Button>
      </div>
      <FormProblem message={errors.root?.message} />
    </form>
  );
}

/** What each key has spent; only who may see keys sees them. */
function EachKey({ own }: { own: Schemas['EnvelopeDto'] }) {
  const keys = useQuery({ ...keysQuery, retry: false });
  const alive = keys.data?.items.filter((key) => key.revoked_at === undefined) ?? [];
  return (
    <ul className="flex flex-col gap-4 border-t border-line pt-4">
      <li>
        <h4 className="pb-1 text-[13px] font-[560]">This browser’s key</h4>
        <EnvelopeBar label="Spent with this browser’s key" envelope={own} />
      </li>
      {alive.map(({ id, name, budget }) => (
        <li key={id}>
          <h4 className="pb-1 text-[13px] font-[560] break-words">{name}</h4>
          <EnvelopeBar label={`Spent with ${name}`} envelope={budget} />
        </li>
      ))}
      <li>
        <Link to="/settings/$section" params={{ section: 'keys' }} className={buttonStyle({ size: 'small' })}>
          Give a key a budget of its own
        </Link>
      </li>
    </ul>
  );
}
