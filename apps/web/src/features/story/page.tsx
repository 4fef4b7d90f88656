import { useQuery } from '@tanstack/react-query';
import { Link, getRouteApi } from '@tanstack/react-router';
import { Clapperboard, Download } from 'lucide-react';
import { useState } from 'react';
import type { Pipeline } from '@/api/client';
import { useLive } from '@/api/events';
import { pipelineQuery } from '@/api/queries';
import { duration, plural, sentence } from '@/lib/format';
import { bytes, thumbnail } from '@/lib/media';
import { Bar } from '@/ui/bar';
import { Button, buttonStyle } from '@/ui/button';
import { Dot, toneOf } from '@/ui/dot';
import { Empty } from '@/ui/empty';
import { Modal } from '@/ui/modal';
import { Page } from '@/ui/page';
import { Skeletons } from '@/ui/skeleton';
import { Board } from './board';
import { Control } from './control';
import { EditShot } from './edit-shot';
import { ExportAll } from './export-all';
import { configOf, layoutOf } from './layout';
import type { Edit, Layout } from './layout';
import { NewStory } from './new';
import { StaleBar } from './stale-bar';
import { Told } from './told';
import { useStory } from './use-story';

const route = getRouteApi('/story/$id');

/** A story as it is told and as it is filmed; `new` begins from a project file. */
export function StoryPage() {
  const { id } = route.useParams();
  return id === 'new' ? <NewStory /> : <OfPipeline key={id} id={id} />;
}

function OfPipeline({ id }: { id: string }) {
  const { data: pipeline, error } = useQuery(pipelineQuery(id));
  if (error && !pipeline) return <Empty icon={Clapperboard} title="It could not be read" text={error.message} />;
  if (!pipeline)
    return (
      <div className="flex flex-col gap-3 p-6">
        <Skeletons count={3} className="h-40 rounded-media" />
      </div>
    );
  const layout = layoutOf(pipeline);
  if (layout) return <Shown pipeline={pipeline} layout={layout} />;
  return (
    <Empty
      icon={Clapperboard}
      title="This pipeline has no shots"
      text="The templates idea_to_video, script_to_video and export_all make films of shots; those are shown here."
    >
      <Link to="/pipelines/$id" params={{ id }} className={buttonStyle({ kind: 'plain' })}>
        Show the pipeline
      </Link>
    </Empty>
  );
}

function Shown({ pipeline, layout }: { pipeline: Pipeline; layout: Layout }) {
  const live = useLive(pipeline.id);
  const story = useStory(pipeline, layout);
  const [edits, setEdits] = useState<ReadonlyMap<number, Edit>>(new Map());
  const [edited, edit] = useState<number>();
  const [exporting, setExporting] = useState(false);
  const change = (at: number, to: Edit | undefined) => {
    const after = new Map(edits);
    if (to) after.set(at, to);
    else after.delete(at);
    setEdits(after);
  };
  const isExport = 'input' in layout.board;
  const project = {
    name: `${story.title}, all shots`,
    shots: story.shots.map((shot) => ({
      ...{ prompt: shot.prompt, duration: shot.duration },
      ...(shot.motion !== '' && { motion_prompt: shot.motion }),
      ...(shot.scene !== '' && { scene: shot.scene }),
    })),
  };
  const told = story.story !== '' || story.characters.length > 0 || story.lines.length > 0;
  return (
    <Page
      title={story.title}
      count={<Status pipeline={pipeline} />}
      actions={
        <>
          <Control pipeline={pipeline} />
          <a href={`/pipelines/${pipeline.id}/outputs.zip`} download className={buttonStyle({ size: 'small' })}>
            <Download />
            ZIP
          </a>
          <Link to="/pipelines/$id" params={{ id: pipeline.id }} className={buttonStyle({ size: 'small' })}>
            Details
          </Link>
          {!isExport && story.shots.length > 0 && (
            <Button size="small" kind="accent" onClick={() => setExporting(true)}>
              Export all · {plural(story.shots.length, 'shot')}
            </Button>
          )}
        </>
      }
    >
      {pipeline.status === 'running' && <Bar value={pipeline.progress} tone="running" label="Done" />}
      <div className={told ? 'grid gap-6 lg:grid-cols-[22rem_1fr]' : ''}>
        {told && (
          <div className="flex flex-col gap-6">
            <Film pipeline={pipeline} />
            <Told story={story} />
          </div>
        )}
        {story.shots.length > 0 ? (
          <Board story={story} layout={layout} live={live} stale={new Set(edits.keys())} onEdit={edit} />
        ) : (
          <p className="text-muted">The shots are shown here as soon as they are written.</p>
        )}
      </div>
      {edits.size > 0 && (
        <StaleBar
          pipeline={pipeline}
          count={edits.size}
          config={configOf(edits, layout)}
          onDone={() => setEdits(new Map())}
        />
      )}
      {edited !== undefined && story.shots[edited] && (
        <EditShot
          at={edited}
          story={story}
          edit={edits.get(edited)}
          onChange={(to) => change(edited, to)}
          onClose={() => edit(undefined)}
        />
      )}
      <Modal
        open={exporting}
        onOpenChange={setExporting}
        title="Export all"
        description="A keyframe of every shot and a video of each, in one queue. It can be stopped and gone on with."
      >
        <ExportAll project={project} />
      </Modal>
    </Page>
  );
}

function Status({ pipeline: { status, eta_seconds: left, progress } }: { pipeline: Pipeline }) {
  const words = [
    status === 'completed' ? 'Done' : sentence(status),
    status === 'running' && `${Math.round(progress * 100)}%`,
    status === 'running' && left !== undefined && `about ${duration(left)} left`,
  ];
  return (
    <span role="status" className="flex items-center gap-2">
      <Dot tone={toneOf(status)} />
      {words.filter(Boolean).join(' · ')}
    </span>
  );
}

/** The film as it is in the end. */
function Film({ pipeline: { outputs, output_steps: last } }: { pipeline: Pipeline }) {
  const film = outputs.findLast(({ type, step_id }) => type === 'video' && last.includes(step_id));
  if (!film) return null;
  return (
    <video
      key={film.digest}
      src={bytes(film.digest)}
      poster={thumbnail(film.digest, 512)}
      controls
      playsInline
      aria-label="The film"
      className="w-full rounded-media bg-raised"
    />
  );
}
