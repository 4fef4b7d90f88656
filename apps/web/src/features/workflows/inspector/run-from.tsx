import { useQuery } from '@tanstack/react-query';
import { RotateCcw } from 'lucide-react';
import { client, dataOf } from '@/api/client';
import { dollars } from '@/lib/format';
import { Button } from '@/ui/button';
import { isOver, useRunAgain } from '../editor/run';
import { useEditorState } from '../editor/store';
import { useChanges } from '../editor/request';

/** Makes a step anew, and what follows from it, in the run that is shown; its price is on the button. */
export function RunFrom({ id }: { id: string }) {
  const run = useEditorState((state) => state.run);
  const was = run?.steps.some((step) => step.id === id && step.tasks > 0) ?? false;
  const body = useChanges([id]);
  const again = useRunAgain();
  const price = useQuery({
    queryKey: ['workflow', 'again', run?.id, run?.run, body],
    queryFn: async ({ signal }) =>
      dataOf(await client.POST('/pipelines/{id}/plan', { params: { path: { id: run!.id } }, body, signal })),
    enabled: run !== undefined && isOver(run) && was,
    retry: false,
  });
  if (!run || !was || !isOver(run)) return null;
  const cost =
    price.data && (price.data.cost_micro_dollars === 0 ? 'free' : dollars(price.data.cost_micro_dollars / 1e6));
  return (
    <Button
      className="self-start"
      disabled={!price.data || again.isPending}
      onClick={() => again.mutate({ id: run.id, body })}
    >
      <RotateCcw />
      Run from here
      {cost !== undefined && <span className="font-[450] tabular">{cost}</span>}
    </Button>
  );
}
