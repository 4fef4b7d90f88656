import { Link, getRouteApi } from '@tanstack/react-router';
import { CheckCheck } from 'lucide-react';
import { pipelineQuery } from '@/api/queries';
import { useLive } from '@/api/events';
import { useQuery } from '@tanstack/react-query';
import { duration } from '@/lib/format';
import { buttonStyle } from '@/ui/button';
import { Empty } from '@/ui/empty';
import { useTitle } from '@/ui/page';
import { Skeleton } from '@/ui/skeleton';
import { Pilot } from './pilot';
import { Table } from './table';
import { useReview } from './use-review';

const route = getRouteApi('/review/$id');

/** What waits of one pipeline, to decide about. */
export function ReviewPage() {
  const { id } = route.useParams();
  return <Review key={id} id={id} />;
}

function Review({ id }: { id: string }) {
  const { data: pipeline, error } = useQuery(pipelineQuery(id));
  const live = useLive(id);
  const review = useReview(id);
  useTitle(`Review ${pipeline?.name ?? ''}`.trim());
  const wrong = error ?? review.error;
  if (wrong) return <Empty icon={CheckCheck} title="It could not be read" text={wrong.message} />;
  if (review.isPending || !pipeline) return <Placeholder />;
  const pilot = pipeline.pilot === 'waiting';
  if (review.items.length > 0) return <Table id={id} pipeline={pipeline} review={review} live={live} />;
  return (
    <div className="mx-auto flex w-full max-w-3xl flex-1 flex-col gap-4 p-4 sm:p-6">
      <h1 className="text-lg font-[640]">{pipeline.name}</h1>
      {pilot ? <Pilot id={id} /> : <Decided id={id} status={pipeline.status} left={pipeline.eta_seconds} />}
    </div>
  );
}

function Decided({ id, status, left }: { id: string; status: string; left: number | undefined }) {
  const running = status === 'running';
  const when = left === undefined ? '' : `, about ${duration(left)} left`;
  return (
    <Empty
      icon={CheckCheck}
      title="Everything is decided"
      text={
        running
          ? `What you kept is being worked on${when}. What waits next appears here by itself.`
          : 'Nothing of it waits for you any more.'
      }
    >
      <div className="flex flex-wrap justify-center gap-2">
        <Link to="/" search={{ run: id }} className={buttonStyle({ kind: 'accent' })}>
          {running ? 'Watch it' : 'See the results'}
        </Link>
        <Link to="/review" className={buttonStyle({ kind: 'plain' })}>
          What else waits
        </Link>
      </div>
    </Empty>
  );
}

const Placeholder = () => (
  <div className="relative flex-1" aria-hidden>
    <div className="absolute inset-0 flex flex-col gap-3 p-4">
      <Skeleton className="h-9 w-64" />
      <Skeleton className="min-h-0 flex-1 rounded-media" />
      <Skeleton className="h-16" />
    </div>
  </div>
);
