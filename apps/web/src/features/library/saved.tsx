import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client, dataOf } from '@/api/client';
import type { Schemas } from '@/api/client';
import { Button } from '@/ui/button';
import { Input, Labelled } from '@/ui/input';
import { Modal } from '@/ui/modal';
import { toast, toastError } from '@/ui/toasts';
import type { Asked } from './queries';
import { searchesQuery } from './queries';

type Search = Schemas['SavedSearchDto'];

function useKeep() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ name, query }: Search) =>
      dataOf(await client.PUT('/library/searches/{name}', { params: { path: { name } }, body: { query } })),
    onSettled: () => queries.invalidateQueries({ queryKey: searchesQuery.queryKey }),
    onError: (error) => toastError('The search could not be saved', error),
  });
}

export function useForget() {
  const queries = useQueryClient();
  const keep = useKeep();
  return useMutation({
    mutationFn: async ({ name }: Search) => {
      dataOf(await client.DELETE('/library/searches/{name}', { params: { path: { name } } }));
    },
    onSuccess: (_done, search) =>
      toast(`“${search.name}” is forgotten`, { action: { label: 'Undo', act: () => keep.mutate(search) } }),
    onSettled: () => queries.invalidateQueries({ queryKey: searchesQuery.queryKey }),
    onError: (error) => toastError('The search could not be forgotten', error),
  });
}

interface SaveSearchProps {
  open: boolean;
  line: string;
  asked: Asked;
  onClose: () => void;
}

/** Keeps a search under a name, for everybody who uses this library. */
export function SaveSearch({ open, line, asked, onClose }: SaveSearchProps) {
  const keep = useKeep();
  const [name, setName] = useState('');
  const bad = name.includes('/') ? 'A name has no slash.' : undefined;
  const ready = name.trim() !== '' && bad === undefined;
  const send = () => {
    if (!ready) return;
    keep.mutate({ name: name.trim(), query: asked }, { onSuccess: () => toast(`Saved as “${name.trim()}”`) });
    setName('');
    onClose();
  };
  return (
    <Modal
      open={open}
      onOpenChange={(shown) => !shown && onClose()}
      size="small"
      title="Save this search"
      description={line}
      footer={
        <Button kind="accent" disabled={!ready} onClick={send}>
          Save
        </Button>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <Labelled label="Name" hint="It is offered where one searches, and in the menu of the library." error={bad}>
          <Input value={name} onChange={(event) => setName(event.target.value)} maxLength={100} />
        </Labelled>
      </form>
    </Modal>
  );
}
