import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ArrowLeft } from 'lucide-react';
import { useState } from 'react';
import { client, dataOf } from '@/api/client';
import { plural } from '@/lib/format';
import { Button } from '@/ui/button';
import { Modal } from '@/ui/modal';
import { toast, toastError } from '@/ui/toasts';

/** Says what the trash is, and empties it. */
export function TrashBar({ total, onLeave }: { total: number; onLeave: () => void }) {
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const empty = useMutation({
    mutationFn: async () => dataOf(await client.DELETE('/library/trash')),
    onSuccess: ({ removed }) => toast(`${plural(removed, 'item')} removed for good`),
    onError: (error) => toastError('The trash could not be emptied', error),
    onSettled: () => queries.invalidateQueries({ queryKey: ['library'] }),
  });
  return (
    <div className="flex flex-wrap items-center gap-2 rounded-media border border-line bg-panel p-2 pl-4">
      <p className="min-w-0 flex-1 text-muted">What is here goes for good by itself after some days.</p>
      <Button size="small" onClick={onLeave}>
        <ArrowLeft />
        Back to the library
      </Button>
      <Button size="small" kind="danger" disabled={total === 0 || empty.isPending} onClick={() => setAsking(true)}>
        Empty the trash
      </Button>
      <Modal
        open={asking}
        onOpenChange={setAsking}
        size="small"
        title={`Remove ${plural(total, 'item')} for good?`}
        description="Nothing brings them back. Their bytes go at the next collection, unless a pipeline still needs them."
        footer={
          <>
            <Button onClick={() => setAsking(false)}>Keep them</Button>
            <Button
              kind="danger"
              onClick={() => {
                setAsking(false);
                empty.mutate();
              }}
            >
              Remove for good
            </Button>
          </>
        }
      >
        {null}
      </Modal>
    </div>
  );
}
