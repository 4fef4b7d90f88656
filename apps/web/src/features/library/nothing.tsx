import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Images, SearchX, Sparkles, Trash2, Upload } from 'lucide-react';
import { client, dataOf } from '@/api/client';
import { recentQuery } from '@/api/queries';
import { Button, buttonStyle } from '@/ui/button';
import { Empty } from '@/ui/empty';
import { toast, toastError } from '@/ui/toasts';
import type { useLibrary } from './use-library';

/** Free and quick: the built-in provider draws it on any machine. */
const EXAMPLE = {
  run: true,
  inputs: {},
  definition: {
    name: 'Three harbours',
    steps: [
      {
        ...{ id: 'image', type: 't2i', provider: 'sketch', count: 3 },
        config: { prompt: 'A quiet harbour at dawn, boats and mist', quality: 'draft' },
      },
    ],
    outputs: ['image'],
  },
};

interface NothingProps {
  library: ReturnType<typeof useLibrary>;
  onBring: () => void;
}

/** Nothing to show: because nothing is here, or because nothing fits. */
export function Nothing({ library: { trashed, isFiltered, setLine }, onBring }: NothingProps) {
  if (isFiltered)
    return (
      <Empty icon={SearchX} title="Nothing fits" text="Fewer words find more. A word finds what begins with it.">
        <Button onClick={() => setLine('')}>Show everything</Button>
      </Empty>
    );
  if (trashed)
    return <Empty icon={Trash2} title="The trash is empty" text="What you delete waits here for some days." />;
  return <First onBring={onBring} />;
}

function First({ onBring }: { onBring: () => void }) {
  const queries = useQueryClient();
  const example = useMutation({
    mutationFn: async () => dataOf(await client.POST('/pipelines', { body: EXAMPLE })),
    onSuccess: () => {
      toast('Three harbours are being drawn', { text: 'They appear here in a moment.', tone: 'running' });
      void queries.invalidateQueries({ queryKey: recentQuery.queryKey });
    },
    onError: (error) => toastError('The example could not be started', error),
  });
  return (
    <Empty
      icon={Images}
      title="Everything you make and bring is kept here"
      text="With how it was made, so that you can find it, use it again and go on from it. Drop pictures, videos or a ZIP here, or begin with an example."
    >
      <div className="flex flex-wrap justify-center gap-2">
        <Button kind="accent" disabled={example.isPending || example.isSuccess} onClick={() => example.mutate()}>
          <Sparkles />
          {example.isSuccess ? 'Being drawn' : 'Draw three harbours · free'}
        </Button>
        <Button onClick={onBring}>
          <Upload />
          Bring files
        </Button>
        <Link to="/" className={buttonStyle({ kind: 'quiet' })}>
          Go to the playground
        </Link>
      </div>
    </Empty>
  );
}
