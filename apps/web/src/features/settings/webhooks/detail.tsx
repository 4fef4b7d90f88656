import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ChevronRight, Ellipsis, KeyRound, Pencil, RotateCw, Send, Trash2 } from 'lucide-react';
import { client, dataOf } from '@/api/client';
import { plural } from '@/lib/format';
import { when } from '@/lib/when';
import { Button, IconButton } from '@/ui/button';
import { Code } from '@/ui/code';
import { Dot } from '@/ui/dot';
import { Menu, MenuItem, MenuLine } from '@/ui/menu';
import { Switch } from '@/ui/switch';
import { toastError } from '@/ui/toasts';
import { Back } from '../back';
import { Card, Read } from '../parts';
import { deliveriesQuery, webhooksQuery } from './queries';
import { eventWords, health, outcome } from './words';
import type { Delivery, Webhook } from './words';

interface WebhookDetailProps {
  webhook: Webhook;
  edit: (webhook: Webhook) => void;
  forget: (webhook: Webhook) => void;
  /** Shows a new secret. */
  tell: (secret: string | undefined) => void;
}

export function WebhookDetail({ webhook, edit, forget, tell }: WebhookDetailProps) {
  const { id, url, description, events, enabled, format, dropped } = webhook;
  const params = { params: { path: { id } } };
  const { tone, words } = health(webhook);
  const queries = useQueryClient();
  // Both the webhook and what it was sent are under this key.
  const reread = () => queries.invalidateQueries({ queryKey: webhooksQuery.queryKey });
  const set = useMutation({
    mutationFn: async (on: boolean) => dataOf(await client.PUT('/webhooks/{id}', { ...params, body: { enabled: on } })),
    onError: (error) => toastError('It stays as it was', error),
    onSettled: reread,
  });
  const test = useMutation({
    mutationFn: async () => dataOf(await client.POST('/webhooks/{id}/test', params)),
    onError: (error) => toastError('Nothing was sent', error),
    onSettled: reread,
  });
  const rotate = useMutation({
    mutationFn: async () => dataOf(await client.POST('/webhooks/{id}/secret', params)),
    onSuccess: ({ secret }) => tell(secret),
    onError: (error) => toastError('The secret stays as it was', error),
  });
  return (
    <>
      <Back section="webhooks">All webhooks</Back>
      <Card className="flex flex-col gap-3">
        <div className="flex items-start gap-3">
          <div className="min-w-0 flex-1">
            <h3 className="font-[600] break-words">{description || url}</h3>
            {description !== '' && <p className="text-[13px] break-all text-muted">{url}</p>}
            <p className="text-[13px] text-muted">{events.map(eventWords).join(' · ')}</p>
          </div>
          <Menu
            trigger={
              <IconButton label="What can be done with the webhook" className="-mt-1 -mr-2">
                <Ellipsis />
              </IconButton>
            }
          >
            <MenuItem onSelect={() => edit(webhook)}>
              <Pencil aria-hidden />
              Change
            </MenuItem>
            {format === 'standard' && (
              <MenuItem onSelect={() => rotate.mutate()}>
                <KeyRound aria-hidden />
                New secret
              </MenuItem>
            )}
            <MenuLine />
            <MenuItem danger onSelect={() => forget(webhook)}>
              <Trash2 aria-hidden />
              Remove
            </MenuItem>
          </Menu>
        </div>
        <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
          <p className="flex flex-1 items-center gap-2 text-[13px] text-muted">
            <Dot tone={tone} />
            {words}
            {dropped > 0 && `; ${dropped} were not kept, too many waited`}
          </p>
          <Button size="small" disabled={!enabled || test.isPending} onClick={() => test.mutate()}>
            <Send aria-hidden />
            Send a test
          </Button>
          <Switch
            label="Tell it what happens"
            checked={enabled}
            disabled={set.isPending}
            onChange={(on) => set.mutate(on)}
          />
        </div>
      </Card>
      <Deliveries webhook={webhook} />
    </>
  );
}

function Deliveries({ webhook: { id } }: { webhook: Webhook }) {
  const deliveries = useQuery(deliveriesQuery(id));
  return (
    <section aria-label="Deliveries" className="flex flex-col gap-3">
      <h3 className="font-[600]">Deliveries</h3>
      <Read query={deliveries} places={1}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="text-muted">Nothing was sent yet. Send a test to see whether it arrives.</p>
          ) : (
            <ul className="divide-y divide-line rounded-media border border-line bg-panel">
              {items.map((delivery) => (
                <li key={delivery.id}>
                  <DeliveryRow webhook={id} delivery={delivery} />
                </li>
              ))}
            </ul>
          )
        }
      </Read>
    </section>
  );
}

function DeliveryRow({ webhook, delivery }: { webhook: string; delivery: Delivery }) {
  const { id, event, at, pipeline_id, attempts, body, next_attempt_at } = delivery;
  const { tone, words } = outcome(delivery);
  const queries = useQueryClient();
  const replay = useMutation({
    mutationFn: async () => {
      const path = { id: webhook, delivery_id: id };
      return dataOf(await client.POST('/webhooks/{id}/deliveries/{delivery_id}/replay', { params: { path } }));
    },
    onError: (error) => toastError('It was not sent again', error),
    onSettled: () => queries.invalidateQueries({ queryKey: webhooksQuery.queryKey }),
  });
  return (
    <details className="group">
      <summary className="flex min-h-14 cursor-pointer list-none items-center gap-3 px-4 py-2 hover:bg-raised [&::-webkit-details-marker]:hidden">
        <Dot tone={tone} />
        <span className="min-w-0 flex-1">
          <span className="block truncate font-[560]">{eventWords(event)}</span>
          <span className="block text-[13px] break-words text-muted tabular">
            {words} · {when(at)}
          </span>
        </span>
        <ChevronRight className="size-4 shrink-0 text-muted transition-transform group-open:rotate-90" aria-hidden />
      </summary>
      <div className="flex flex-col gap-3 px-4 pt-1 pb-4">
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2 text-[13px] text-muted">
          <span className="min-w-0 flex-1">
            {plural(attempts.length, 'attempt')}
            {next_attempt_at !== undefined && `, the next one ${when(next_attempt_at)}`}
            {pipeline_id !== undefined && (
              <>
                {' · '}
                <Link to="/pipelines/$id" params={{ id: pipeline_id }} className="underline underline-offset-2">
                  the run
                </Link>
              </>
            )}
          </span>
          <Button size="small" disabled={replay.isPending} onClick={() => replay.mutate()}>
            <RotateCw aria-hidden />
            Send it again
          </Button>
        </div>
        {attempts.length > 0 && (
          <ul aria-label="Attempts" className="flex flex-col gap-1 text-[13px] tabular">
            {attempts.map((attempt) => (
              <li key={attempt.at} className="break-words">
                {when(attempt.at)} · {attempt.ms} ms · {attempt.status ?? attempt.error ?? 'no answer'}
                {attempt.answer ? <span className="text-muted"> · {attempt.answer}</span> : null}
              </li>
            ))}
          </ul>
        )}
        <Code text={pretty(body)} label="What is sent" />
      </div>
    </details>
  );
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
