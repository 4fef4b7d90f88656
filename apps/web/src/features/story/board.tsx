import type { Live } from '@/api/events';
import { cn } from '@/lib/cn';
import { clock, plural } from '@/lib/format';
import { thumbnail } from '@/lib/media';
import { totalSeconds } from './layout';
import type { Layout } from './layout';
import { ShotCard } from './shot-card';
import type { Story } from './use-story';

interface BoardProps {
  story: Story;
  layout: Layout;
  live: Live;
  /** Shots that were changed and are not made anew yet. */
  stale: ReadonlySet<number>;
  onEdit: (at: number) => void;
}

/** The shots: all of them along the time they take, and each as a card. */
export function Board({ story, layout, live, stale, onEdit }: BoardProps) {
  const { shots, frames, videos, larger } = story;
  const running = (at: number) =>
    [layout.larger, layout.video, layout.frame]
      .map((step) => live.running.get(`${step}[${at}]`) ?? live.running.get(`${step}[${at},0]`))
      .find((task) => task !== undefined)?.progress;
  return (
    <section aria-label="Board" className="flex min-w-0 flex-col gap-4">
      <h2 className="text-base font-[640]">
        {plural(shots.length, 'shot')}{' '}
        <span className="text-[13px] text-muted tabular">{clock(totalSeconds(shots))}</span>
      </h2>
      <Timeline story={story} stale={stale} />
      <ol className="grid grid-cols-[repeat(auto-fill,minmax(min(15rem,100%),1fr))] gap-3">
        {shots.map((shot, at) => (
          <ShotCard
            key={at}
            {...{ shot, at }}
            frame={frames?.get(at)}
            video={videos?.get(at)}
            larger={larger?.get(at)}
            progress={running(at)}
            stale={stale.has(at)}
            onEdit={() => onEdit(at)}
          />
        ))}
      </ol>
    </section>
  );
}

/** Each shot as wide as it is long. */
function Timeline({ story: { shots, frames }, stale }: { story: Story; stale: ReadonlySet<number> }) {
  return (
    <div aria-hidden className="flex h-12 gap-0.5 overflow-hidden rounded-control">
      {shots.map(({ duration }, at) => {
        const digest = frames?.get(at)?.outputs[0]?.digest;
        return (
          <div
            key={at}
            className={cn('min-w-2 overflow-hidden bg-raised', stale.has(at) && 'border-b-3 border-review')}
            style={{ flexGrow: duration, flexBasis: 0 }}
          >
            {digest !== undefined && <img src={thumbnail(digest, 128)} alt="" className="size-full object-cover" />}
          </div>
        );
      })}
    </div>
  );
}
