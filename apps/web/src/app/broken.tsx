import { CircleAlert } from 'lucide-react';
import { Button } from '@/ui/button';
import { Empty } from '@/ui/empty';

/** A screen that failed, or that could not be loaded: a new version of the page may be there. */
export function Broken({ error }: { error: unknown }) {
  const words = error instanceof Error ? error.message : String(error);
  return (
    <Empty icon={CircleAlert} title="This screen could not be shown" text={words}>
      <Button onClick={() => window.location.reload()}>Load the page again</Button>
    </Empty>
  );
}
