import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { RotateCcw, Trash2, X } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { client, dataOf } from '@/api/client';
import { age, dollars, sentence } from '@/lib/format';
import { Button, buttonStyle } from '@/ui/button';
import { toast, toastError } from '@/ui/toasts';
import type { Item } from './item';
import { useEdit } from './use-edit';

/** How something was made, and what can be done with it. */
export function Details({ digest, onGone }: { digest: string; onGone: () => void }) {
  const { data: item } = useQuery({
    queryKey: ['library', 'item', digest],
    queryFn: async () => dataOf(await client.GET('/library/{digest}', { params: { path: { digest } } })),
  });
  if (!item) return <aside className="w-full shrink-0 p-4 lg:w-80" aria-hidden />;
  const pipeline = item.pipeline_ids[0];
  return (
    <aside
      aria-label="How this was made"
      className="flex max-h-[40dvh] w-full shrink-0 flex-col gap-4 overflow-y-auto border-line p-4 max-lg:border-t lg:max-h-none lg:w-80 lg:border-l"
    >
      {item.prompt && <p className="whitespace-pre-wrap">{item.prompt}</p>}
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5 text-[13px]">
        {factsOf(item).map(([name, value]) => (
          <Fact key={name} name={name}>
            {value}
          </Fact>
        ))}
      </dl>
      <Tags item={item} />
      <div className="flex flex-wrap gap-2">
        {item.kind === 'image' && (
          <Link to="/" search={{ attach: digest }} className={buttonStyle({ kind: 'accent', size: 'small' })}>
            Use again
          </Link>
        )}
        {pipeline !== undefined && (
          <Link to="/" search={{ run: pipeline }} className={buttonStyle({ size: 'small' })}>
            <RotateCcw />
            Show the run
          </Link>
        )}
        <Remove digest={digest} onGone={onGone} />
      </div>
    </aside>
  );
}

function factsOf(item: Item): [string, string][] {
  const { step_type, provider, model, width, height, cost_actual, created_at, source } = item;
  return [
    ['From', source === 'upload' ? 'brought by you' : sentence(step_type ?? 'output')],
    ...(model ? [['Model', model === provider ? model : `${model} · ${provider ?? ''}`] as [string, string]] : []),
    ...(width && height ? [['Size', `${width} × ${height}`] as [string, string]] : []),
    ...(cost_actual ? [['Cost', dollars(cost_actual / 1e6)] as [string, string]] : []),
    ['Made', age(created_at)],
  ];
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <>
    <dt className="text-muted">{name}</dt>
    <dd className="truncate text-right tabular">{children}</dd>
  </>
);

function Tags({ item }: { item: Item }) {
  const edit = useEdit(item.digest);
  const [tag, setTag] = useState('');
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      {item.tags.map((name) => (
        <span key={name} className="flex items-center rounded-full border border-line-strong pl-2.5 text-[13px]">
          {name}
          <button
            type="button"
            aria-label={`Remove the tag ${name}`}
            onClick={() => edit.mutate({ remove_tags: [name] })}
            className="grid size-7 place-items-center text-muted hover:text-text"
          >
            <X className="size-3" aria-hidden />
          </button>
        </span>
      ))}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (tag.trim() !== '') edit.mutate({ add_tags: [tag.trim()] });
          setTag('');
        }}
      >
        <input
          value={tag}
          onChange={(event) => setTag(event.target.value)}
          aria-label="Add a tag"
          placeholder="Add a tag"
          className="h-8 w-24 rounded-full border border-dashed border-line-strong bg-transparent px-2.5 text-[13px] outline-none focus:border-accent"
        />
      </form>
    </div>
  );
}

/** Gone at once, and back at once for who thinks again. */
function Remove({ digest, onGone }: { digest: string; onGone: () => void }) {
  const queries = useQueryClient();
  const reread = () => queries.invalidateQueries({ queryKey: ['library'] });
  const restore = async () => {
    dataOf(await client.POST('/library/restore', { body: { digests: [digest] } }));
    await reread();
  };
  const remove = useMutation({
    mutationFn: async () => dataOf(await client.DELETE('/library/{digest}', { params: { path: { digest } } })),
    onSuccess: async () => {
      onGone();
      toast('In the trash', { action: { label: 'Undo', act: () => void restore() } });
      await reread();
    },
    onError: (error) => toastError('It could not be deleted', error),
  });
  return (
    <Button size="small" kind="danger" onClick={() => remove.mutate()}>
      <Trash2 />
      Delete
    </Button>
  );
}
