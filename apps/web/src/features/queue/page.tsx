import { Page } from '@/ui/page';
import { Lanes } from './lanes';
import { Queues } from './queues';
import { Workers } from './workers';

/** What runs, what waits in which order, and who does the work. */
export function QueuePage() {
  return (
    <Page title="Queue and workers">
      <div className="grid gap-x-6 gap-y-8 lg:grid-cols-[minmax(0,1fr)_21rem]">
        <Lanes />
        <Queues />
        <div className="lg:col-span-2">
          <Workers />
        </div>
      </div>
    </Page>
  );
}
