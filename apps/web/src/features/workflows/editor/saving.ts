import { useMutation, useQueryClient } from '@tanstack/react-query';
import { client, dataOf } from '@/api/client';
import type { Schemas } from '@/api/client';
import { toast, toastError } from '@/ui/toasts';
import { dropDraft, keepPlaces } from '../drafts';
import type { Definition } from '../model/types';
import { blueprintQuery } from '../queries';
import { useEditor } from './store';

export type Blueprint = Schemas['BlueprintDto'];

interface Saving {
  /** A name it has none of yet; unset adds a version to `to`. */
  name?: string;
  to?: Blueprint;
  note?: string;
  definition: Record<string, unknown>;
}

async function save({ name, to, note, definition }: Saving): Promise<Blueprint> {
  const body = { definition, ...(note && { note }) };
  if (to === undefined) return dataOf(await client.POST('/blueprints', { body: { ...body, ...(name && { name }) } }));
  // Refused when somebody else was quicker.
  const headers = { 'if-match': `"${to.revision}"` };
  const params = { path: { name: to.name }, header: headers };
  return dataOf(await client.POST('/blueprints/{name}/versions', { params, body }));
}

/** Keeps the workflow as it is now: under a new name, or as the next version. `opened` is the name it is opened by. */
export function useSave(opened: string, onSaved: (blueprint: Blueprint) => void) {
  const editor = useEditor();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: save,
    onSuccess: (blueprint) => {
      const kept = JSON.stringify(blueprint.definition);
      // A version that was restored, or another name.
      if (JSON.stringify(editor.doc.definition) !== kept)
        editor.do((doc) => ({ ...doc, definition: JSON.parse(kept) as Definition }));
      editor.note({ saved: editor.doc });
      keepPlaces(blueprint.name, editor.state.places);
      dropDraft(opened);
      queries.setQueryData(blueprintQuery(blueprint.name).queryKey, blueprint);
      void queries.invalidateQueries({ queryKey: ['blueprints'] });
      toast(`Saved as version ${blueprint.version} of ${blueprint.name}`);
      onSaved(blueprint);
    },
    onError: (error) => toastError('It was not saved', error),
  });
}
