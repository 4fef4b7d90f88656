import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Ellipsis, KeyRound, Pencil, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { client, dataOf } from '@/api/client';
import type { Schemas } from '@/api/client';
import { dollars, plural, sentence } from '@/lib/format';
import { distance, isPast, when } from '@/lib/when';
import { Button, IconButton } from '@/ui/button';
import { Empty } from '@/ui/empty';
import { Menu, MenuItem } from '@/ui/menu';
import { Modal } from '@/ui/modal';
import { toast, toastError } from '@/ui/toasts';
import { EnvelopeBar } from '../envelope';
import { Card, Read, Section } from '../parts';
import { SecretOnce } from '../secret-once';
import { KeyForm } from './key-form';
import { keysQuery } from './queries';

type Key = Schemas['KeyDto'];

export function Keys() {
  const keys = useQuery(keysQuery);
  const [editing, edit] = useState<Key | 'new'>();
  const [made, setMade] = useState<Schemas['CreatedKeyDto']>();
  const [revoking, revoke] = useState<Key>();
  const address = window.location.origin;
  return (
    <Section
      title="API keys"
      text="Everybody gets a key of their own, which can be limited and taken back. The key of the configuration may do everything."
      actions={
        <Button kind="accent" onClick={() => edit('new')}>
          <Plus aria-hidden />
          New key
        </Button>
      }
    >
      <Read query={keys}>{({ items }) => <KeyList keys={items} edit={edit} revoke={revoke} />}</Read>
      {editing !== undefined && (
        <KeyForm editing={editing === 'new' ? undefined : editing} onClose={() => edit(undefined)} onMade={setMade} />
      )}
      {revoking && <Revoke subject={revoking} onClose={() => revoke(undefined)} />}
      <SecretOnce
        title={`The key “${made?.name ?? ''}”`}
        text="It is shown this once: only a trace of it is kept, which cannot be turned back. Copy it to where it is used."
        secret={made?.key}
        example={`curl ${address}/pipelines -H "Authorization: Bearer ${made?.key ?? ''}"`}
        onClose={() => setMade(undefined)}
      />
    </Section>
  );
}

interface KeyListProps {
  keys: readonly Key[];
  edit: (key: Key) => void;
  revoke: (key: Key) => void;
}

function KeyList({ keys, ...rest }: KeyListProps) {
  const alive = keys.filter((key) => key.revoked_at === undefined);
  const revoked = keys.filter((key) => key.revoked_at !== undefined);
  return (
    <>
      {alive.length === 0 ? (
        <Empty
          icon={KeyRound}
          title="No keys yet"
          text="Make one for each person and program: with it they see, run or review, within a budget you choose."
        />
      ) : (
        <ul className="flex flex-col gap-3">
          {alive.map((key) => (
            <li key={key.id}>
              <KeyCard subject={key} {...rest} />
            </li>
          ))}
        </ul>
      )}
      {revoked.length > 0 && (
        <details className="text-muted">
          <summary className="flex min-h-11 cursor-pointer items-center text-[13px] font-[520] hover:text-text">
            {plural(revoked.length, 'revoked key')}
          </summary>
          <ul className="divide-y divide-line rounded-media border border-line bg-panel">
            {revoked.map(({ id, name, revoked_at, budget }) => (
              <li key={id} className="flex flex-wrap gap-x-4 px-4 py-2.5 text-[13px]">
                <span className="min-w-0 flex-1 truncate font-[560]">{name}</span>
                <span className="tabular">{dollars(budget.spent_usd)} spent</span>
                <span className="tabular">revoked {when(revoked_at!)}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function KeyCard({ subject, edit, revoke }: { subject: Key; edit: (key: Key) => void; revoke: (key: Key) => void }) {
  const { id, name, scopes, rate_limit, budget, last_used_at, expires_at, created_at } = subject;
  const over = expires_at !== undefined && isPast(expires_at);
  return (
    <Card className="flex flex-col gap-3">
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <h3 className="font-[600] break-words">{name}</h3>
          <p className="text-[13px] text-muted">
            {scopes.map(sentence).join(', ')} · {rate_limit.per_minute.toLocaleString()} requests a minute ·{' '}
            <span className="font-mono text-[12px]">rw_{id}_…</span>
          </p>
          <p className="text-[13px] text-muted">
            {last_used_at === undefined ? 'Never used' : `Used ${distance(last_used_at)}`} · made {when(created_at)}
            {expires_at !== undefined && (
              <span className={over ? 'text-failed' : ''}>
                {' '}
                · {over ? 'ended' : 'ends'} {when(expires_at)}
              </span>
            )}
          </p>
        </div>
        <Menu
          trigger={
            <IconButton label={`What can be done with ${name}`} className="-mt-1 -mr-2">
              <Ellipsis />
            </IconButton>
          }
        >
          <MenuItem onSelect={() => edit(subject)}>
            <Pencil aria-hidden />
            Rename or change
          </MenuItem>
          <MenuItem danger onSelect={() => revoke(subject)}>
            <Trash2 aria-hidden />
            Revoke
          </MenuItem>
        </Menu>
      </div>
      <EnvelopeBar label={`Spent with ${name}`} envelope={budget} />
    </Card>
  );
}

/** It cannot be taken back, so it is asked for. */
function Revoke({ subject: { id, name }, onClose }: { subject: Key; onClose: () => void }) {
  const queries = useQueryClient();
  const revoke = useMutation({
    mutationFn: async () => dataOf(await client.DELETE('/keys/{id}', { params: { path: { id } } })),
    onSuccess: async () => {
      toast(`“${name}” opens nothing any more`);
      await queries.invalidateQueries({ queryKey: keysQuery.queryKey });
      onClose();
    },
    onError: (error) => toastError('The key was not revoked', error),
  });
  return (
    <Modal
      open
      size="small"
      onOpenChange={(open) => !open && onClose()}
      title={`Revoke “${name}”?`}
      description="Whoever uses it is shut out at once, and what they run goes on. This cannot be undone."
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button kind="danger" disabled={revoke.isPending} onClick={() => revoke.mutate()}>
            Revoke the key
          </Button>
        </>
      }
    >
      <p className="text-muted">Its name stays in the usage.</p>
    </Modal>
  );
}
