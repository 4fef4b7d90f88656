import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client, dataOf } from '@/api/client';
import { plural, size } from '@/lib/format';
import { Bar } from '@/ui/bar';
import { Button } from '@/ui/button';
import { Modal } from '@/ui/modal';
import { Skeleton } from '@/ui/skeleton';
import { toast, toastError } from '@/ui/toasts';

const KEY = ['library', 'storage'];

/** How much room files take, how much there is, and what nothing needs any more. */
export function Storage({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Modal open={open} onOpenChange={(shown) => !shown && onClose()} size="small" title="Storage">
      <Room />
    </Modal>
  );
}

function Room() {
  const queries = useQueryClient();
  const { data, error } = useQuery({ queryKey: KEY, queryFn: async () => dataOf(await client.GET('/storage')) });
  const waste = useQuery({
    queryKey: [...KEY, 'waste'],
    queryFn: async () => dataOf(await client.POST('/storage/collect', { body: { dry_run: true } })),
    retry: false,
  });
  const collect = useMutation({
    mutationFn: async () => dataOf(await client.POST('/storage/collect', { body: {} })),
    onSuccess: ({ bytes, files }) => toast(`${size(bytes)} freed`, { text: `${plural(files, 'file')} went.` }),
    onError: (problem) => toastError('Nothing was removed', problem),
    onSettled: () => queries.invalidateQueries({ queryKey: ['library'] }),
  });
  if (error) return <p className="text-failed">{error.message}</p>;
  if (!data) return <Skeleton className="h-28" />;
  const { used_bytes: used, free_bytes: free, quota_bytes: quota } = data;
  const whole = quota ?? used + free;
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-col gap-2">
        <p className="flex justify-between tabular">
          <span className="font-[600]">{size(used)} used</span>
          <span className="text-muted">
            {quota === undefined ? `${size(free)} free on the disk` : `of ${size(quota)} allowed`}
          </span>
        </p>
        <Bar value={used / whole} tone={used / whole > 0.9 ? 'failed' : 'running'} label="Room used" />
      </div>
      <div className="flex items-center gap-3 border-t border-line pt-4">
        <p className="min-w-0 flex-1 text-muted">
          {waste.isError
            ? waste.error.message
            : !waste.data
              ? 'Looking for what nothing needs …'
              : waste.data.files === 0
                ? 'Everything stored is needed by a pipeline, a cached result or the library.'
                : `${plural(waste.data.files, 'file')} (${size(waste.data.bytes)}) that no pipeline, cached result or library item needs.`}
        </p>
        <Button
          size="small"
          disabled={!waste.data || waste.data.files === 0 || collect.isPending}
          onClick={() => collect.mutate()}
        >
          Free it
        </Button>
      </div>
    </div>
  );
}
