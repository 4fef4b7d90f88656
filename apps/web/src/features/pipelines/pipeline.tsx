import { useQuery } from '@tanstack/react-query';
import { Link, getRouteApi } from '@tanstack/react-router';
import { SearchX } from 'lucide-react';
import { useState } from 'react';
import { ApiProblem } from '@/api/client';
import { useLive } from '@/api/events';
import { pipelineQuery } from '@/api/queries';
import { buttonStyle } from '@/ui/button';
import { Empty } from '@/ui/empty';
import { useTitle } from '@/ui/page';
import { Skeletons } from '@/ui/skeleton';
import { Tabs } from '@/ui/tabs';
import { Checkpoints } from './checkpoints';
import { Costs } from './costs';
import { Failure } from './failure';
import { ForkDialog } from './fork-dialog';
import { Heading } from './heading';
import { Log } from './log';
import { Settings } from './settings';
import { Steps } from './steps';
import { Summary } from './summary';

const route = getRouteApi('/pipelines/$id');
const TABS = ['steps', 'cost', 'log', 'checkpoints', 'settings'] as const;
type Tab = (typeof TABS)[number];

/** Everything about one pipeline. */
export function PipelinePage() {
  const { id } = route.useParams();
  return <Details key={id} id={id} />;
}

function Details({ id }: { id: string }) {
  const { tab: asked, step, fork: wanted } = route.useSearch();
  const navigate = route.useNavigate();
  const { data: pipeline, error } = useQuery(pipelineQuery(id));
  const live = useLive(id);
  const [forked, fork] = useState<{ checkpoint?: string } | undefined>(wanted === undefined ? undefined : {});
  useTitle(pipeline?.name ?? 'Pipeline');
  if (error && !pipeline) return <Missing error={error} />;
  if (!pipeline)
    return (
      <div className="mx-auto flex w-full max-w-6xl flex-col gap-3 p-4 sm:p-6">
        <Skeletons count={4} className="h-24 rounded-media" />
      </div>
    );
  const tab = TABS.find((one) => one === asked) ?? 'steps';
  const show = (next: Tab) => void navigate({ search: next === 'steps' ? {} : { tab: next }, replace: true });
  const open = (next: string | undefined) => void navigate({ search: next ? { step: next } : {}, replace: true });
  return (
    <div className="mx-auto flex w-full max-w-6xl flex-1 flex-col gap-4 p-4 sm:p-6">
      <Heading pipeline={pipeline} connected={live.connected} onFork={() => fork({})} />
      {pipeline.error && <Failure pipeline={pipeline} />}
      <Summary pipeline={pipeline} />
      <Tabs
        label="About this pipeline"
        value={tab}
        onChange={show}
        tabs={[
          {
            value: 'steps',
            label: 'Steps',
            content: <Steps pipeline={pipeline} live={live} open={step} onOpen={open} />,
          },
          { value: 'cost', label: 'Cost', content: <Costs pipeline={pipeline} /> },
          { value: 'log', label: 'Log', content: <Log pipeline={pipeline} /> },
          {
            value: 'checkpoints',
            label: 'Checkpoints',
            content: <Checkpoints pipeline={pipeline} onFork={(checkpoint) => fork({ checkpoint })} />,
          },
          { value: 'settings', label: 'Settings and files', content: <Settings pipeline={pipeline} /> },
        ]}
      />
      {forked && <ForkDialog id={id} checkpoint={forked.checkpoint} onClose={() => fork(undefined)} />}
    </div>
  );
}

function Missing({ error }: { error: Error }) {
  const gone = error instanceof ApiProblem && error.status === 404;
  return (
    <Empty
      icon={SearchX}
      title={gone ? 'There is no such pipeline' : 'It could not be read'}
      text={gone ? 'It may have been deleted; what it made is still in the library.' : error.message}
    >
      <Link to="/pipelines" className={buttonStyle({ kind: 'plain' })}>
        All pipelines
      </Link>
    </Empty>
  );
}
