import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, getRouteApi } from '@tanstack/react-router';
import { ChevronRight, Plus, Webhook as WebhookSign } from 'lucide-react';
import { useState } from 'react';
import { client, dataOf } from '@/api/client';
import type { Schemas } from '@/api/client';
import { Button } from '@/ui/button';
import { Dot } from '@/ui/dot';
import { Empty } from '@/ui/empty';
import { Read, Section } from '../parts';
import { SecretOnce } from '../secret-once';
import { useRemoval } from '../use-removal';
import { WebhookDetail } from './detail';
import { webhooksQuery } from './queries';
import { WebhookForm } from './webhook-form';
import { eventWords, health } from './words';
import type { Webhook } from './words';

const route = getRouteApi('/settings/$section');

export function Webhooks() {
  const { id } = route.useSearch();
  const navigate = route.useNavigate();
  const queries = useQueryClient();
  const webhooks = useQuery(webhooksQuery);
  const [editing, edit] = useState<Webhook | 'new'>();
  const [secret, tell] = useState<string>();
  const { gone, remove } = useRemoval(() => void queries.invalidateQueries({ queryKey: webhooksQuery.queryKey }));
  const open = (one: Schemas['CreatedWebhookDto']) => {
    tell(one.secret);
    void navigate({ search: { id: one.id } });
  };
  const forget = (one: Webhook) => {
    void navigate({ search: {} });
    remove(one.id, 'The webhook is removed', async () =>
      dataOf(await client.DELETE('/webhooks/{id}', { params: { path: { id: one.id } }, keepalive: true })),
    );
  };
  return (
    <Section
      title="Webhooks"
      text="Addresses of yours that are told when a run is done, fails, or waits for a person; also as a notice for Slack or Discord."
      actions={
        <Button kind="accent" onClick={() => edit('new')}>
          <Plus aria-hidden />
          New webhook
        </Button>
      }
    >
      <Read query={webhooks}>
        {({ items }) => {
          const there = items.filter((one) => !gone.has(one.id));
          const one = there.find((webhook) => webhook.id === id);
          return one ? (
            <WebhookDetail webhook={one} edit={edit} forget={forget} tell={tell} />
          ) : (
            <List webhooks={there} />
          );
        }}
      </Read>
      {editing !== undefined && (
        <WebhookForm editing={editing === 'new' ? undefined : editing} onClose={() => edit(undefined)} onMade={open} />
      )}
      <SecretOnce
        title="What it is signed with"
        text="Check the signature of what arrives with it. It is shown this once; a new one can be made at any time."
        secret={secret}
        onClose={() => tell(undefined)}
      />
    </Section>
  );
}

function List({ webhooks }: { webhooks: readonly Webhook[] }) {
  if (webhooks.length === 0)
    return (
      <Empty
        icon={WebhookSign}
        title="Nobody is told yet"
        text="Name an address, such as one of your server or of a Slack channel, and what it is to hear of."
      />
    );
  return (
    <ul className="divide-y divide-line overflow-hidden rounded-media border border-line bg-panel">
      {webhooks.map((webhook) => {
        const { tone, words } = health(webhook);
        return (
          <li key={webhook.id}>
            <Link
              to="/settings/$section"
              params={{ section: 'webhooks' }}
              search={{ id: webhook.id }}
              className="flex items-center gap-3 px-4 py-3 transition-colors hover:bg-raised"
            >
              <span className="min-w-0 flex-1">
                <span className="block truncate font-[560]">{webhook.description || webhook.url}</span>
                <span className="block truncate text-[13px] text-muted">
                  {webhook.description && `${webhook.url} · `}
                  {webhook.events.map(eventWords).join(' · ')}
                </span>
                <span className="flex items-center gap-2 text-[13px] text-muted">
                  <Dot tone={tone} />
                  <span className="truncate">{words}</span>
                </span>
              </span>
              <ChevronRight className="size-4 shrink-0 text-muted" aria-hidden />
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
