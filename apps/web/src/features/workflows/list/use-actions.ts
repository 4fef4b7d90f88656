import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { client, dataOf } from '@/api/client';
import type { Schemas } from '@/api/client';
import { toast, toastError } from '@/ui/toasts';
import { dropDraft, keepImported, NEW } from '../drafts';
import { freeId } from '../model/commands';
import { imported } from '../model/files';
import { blueprintsQuery } from '../queries';

type Summary = Schemas['BlueprintSummaryDto'];

/** What can be done with saved workflows from outside of them. */
export function useActions() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const reread = () => queries.invalidateQueries({ queryKey: ['blueprints'] });
  const show = (name: string) => navigate({ to: '/workflows/$name', params: { name } });

  const restore = async (name: string) => {
    try {
      dataOf(await client.POST('/blueprints/{name}/restore', { params: { path: { name } } }));
      await reread();
    } catch (error) {
      toastError(`${name} could not be restored`, error);
    }
  };
  const remove = useMutation({
    mutationFn: async (name: string) =>
      dataOf(await client.DELETE('/blueprints/{name}', { params: { path: { name } } })),
    onMutate: async (name) => {
      await queries.cancelQueries(blueprintsQuery);
      const before = queries.getQueryData(blueprintsQuery.queryKey);
      queries.setQueryData(blueprintsQuery.queryKey, (all) => all?.filter((one) => one.name !== name));
      return before;
    },
    onSuccess: (_data, name) =>
      toast(`${name} is in the trash`, { action: { label: 'Undo', act: () => void restore(name) } }),
    onError: (error, _name, before) => {
      queries.setQueryData(blueprintsQuery.queryKey, before);
      toastError('It could not be deleted', error);
    },
    onSettled: reread,
  });
  const duplicate = useMutation({
    mutationFn: async (name: string) => {
      const all: Summary[] = queries.getQueryData(blueprintsQuery.queryKey) ?? [];
      const to = freeId(
        `${name}_copy`,
        all.map((one) => one.name),
      );
      return dataOf(await client.POST('/blueprints/{name}/copy', { params: { path: { name } }, body: { name: to } }));
    },
    onSuccess: async ({ name }) => {
      await reread();
      await show(name);
    },
    onError: (error) => toastError('It could not be duplicated', error),
  });
  const take = async (file: File | undefined) => {
    if (!file) return;
    const { definition, problem } = imported(await file.text());
    if (!definition) return toast(`${file.name} could not be taken in`, { tone: 'failed', text: problem });
    keepImported(definition);
    await show(NEW);
  };
  const begin = async () => {
    dropDraft(NEW);
    await show(NEW);
  };
  return { remove, duplicate, take, begin };
}
