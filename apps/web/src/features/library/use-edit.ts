import { useMutation, useQueryClient } from '@tanstack/react-query';
import { client, dataOf } from '@/api/client';
import type { Schemas } from '@/api/client';
import { toastError } from '@/ui/toasts';

/** Changes an item, and reads again whatever shows it. */
export function useEdit(digest: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (body: Schemas['EditLibraryItemDto']) =>
      dataOf(await client.PATCH('/library/{digest}', { params: { path: { digest } }, body })),
    onSettled: () => queries.invalidateQueries({ queryKey: ['library'] }),
    onError: (error) => toastError('That could not be changed', error),
  });
}
