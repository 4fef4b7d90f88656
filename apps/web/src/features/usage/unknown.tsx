import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleHelp } from 'lucide-react';
import { useState } from 'react';
import { client, dataOf } from '@/api/client';
import type { Schemas } from '@/api/client';
import { numberOr, showRefusal, useBodyForm } from '@/api/forms';
import { budgetsQuery } from '@/api/queries';
import { dollars } from '@/lib/format';
import { when } from '@/lib/when';
import { Button } from '@/ui/button';
import { CopyButton } from '@/ui/code';
import { Input, Labelled } from '@/ui/input';
import { Modal } from '@/ui/modal';
import { toast } from '@/ui/toasts';
import { unknownQuery } from './queries';

type Entry = Schemas['LedgerEntryDto'];

/** Requests whose answer was lost: nothing is sent twice, so a person looks them up. Not there while there are none. */
export function Unknown() {
  const { data } = useQuery(unknownQuery);
  const [settling, settle] = useState<Entry>();
  if (!data || data.items.length === 0) return null;
  return (
    <section aria-label="Paid requests with unknown outcome" className="rounded-media border border-line bg-panel p-4">
      <h2 className="flex items-center gap-2 font-[600]">
        <CircleHelp className="size-4 text-failed" aria-hidden />
        Paid requests with unknown outcome
      </h2>
      <p className="max-w-prose pt-1 text-muted">
        They were sent, and the answer was lost: they may have been made and billed. Look each one up at the provider
        and say what you found. Until then it counts as spent, and is not sent again.
      </p>
      <ul className="mt-3 divide-y divide-line border-t border-line">
        {data.items.map((entry) => (
          <li key={entry.request_id} className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3">
            <div className="min-w-0 flex-1 basis-60">
              <p className="font-[560] break-words">
                {entry.provider}/{entry.model}
              </p>
              <p className="text-[13px] text-muted tabular">
                {when(entry.created_at)} ·{' '}
                <Link
                  to="/pipelines/$id"
                  params={{ id: entry.pipeline_id }}
                  search={{ step: entry.step_id }}
                  className="underline underline-offset-2"
                >
                  {entry.task_id}
                </Link>
                {entry.estimate_micro_dollars !== undefined &&
                  ` · about ${dollars(entry.estimate_micro_dollars / 1e6)}`}
              </p>
              <p className="font-mono text-[12px] break-all text-muted">
                {entry.provider_request_id ?? entry.request_id}
              </p>
            </div>
            <CopyButton text={entry.provider_request_id ?? entry.request_id} label="Copy the id" />
            <Button size="small" onClick={() => settle(entry)}>
              Say what it cost
            </Button>
          </li>
        ))}
      </ul>
      {settling && <Settle entry={settling} onClose={() => settle(undefined)} />}
    </section>
  );
}

function Settle({ entry, onClose }: { entry: Entry; onClose: () => void }) {
  const queries = useQueryClient();
  const form = useBodyForm('SettleRequestDto', {
    values: { billed_usd: '' },
    toBody: ({ billed_usd }) => ({ billed_usd: numberOr(billed_usd, NaN) }),
  });
  const save = useMutation({
    mutationFn: async (body: Schemas['SettleRequestDto']) => {
      const params = { path: { request_id: entry.request_id } };
      return dataOf(await client.POST('/ledger/{request_id}/settle', { params, body }));
    },
    onSuccess: async (_, { billed_usd }) => {
      toast(billed_usd === 0 ? 'It counts as not billed' : `It counts with ${dollars(billed_usd)}`);
      onClose();
      await Promise.all(
        [unknownQuery.queryKey, budgetsQuery.queryKey, ['usage']].map((queryKey) =>
          queries.invalidateQueries({ queryKey }),
        ),
      );
    },
    onError: (error) => showRefusal(form, error),
  });
  const { errors } = form.formState;
  return (
    <Modal
      open
      size="small"
      onOpenChange={(open) => !open && onClose()}
      title="What did it cost?"
      description={`${entry.provider}/${entry.model}, sent ${when(entry.created_at)}. What you say here cannot be changed.`}
      footer={
        <>
          <Button disabled={save.isPending} onClick={() => save.mutate({ billed_usd: 0 })}>
            It was not billed
          </Button>
          <Button kind="accent" type="submit" form="settle-form" disabled={save.isPending}>
            It was billed
          </Button>
        </>
      }
    >
      <form
        id="settle-form"
        noValidate
        onSubmit={(event) => void form.handleSubmit((body) => save.mutate(body))(event)}
      >
        <Labelled
          label="Billed, in dollars"
          hint="As the provider’s invoice or log says."
          error={errors.billed_usd?.message ?? errors.root?.message}
        >
          <Input {...form.register('billed_usd')} inputMode="decimal" autoComplete="off" />
        </Labelled>
      </form>
    </Modal>
  );
}
