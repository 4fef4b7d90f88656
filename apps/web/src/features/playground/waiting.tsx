import { duration, ordinal } from '@/lib/format';
import { thumbnail } from '@/lib/media';
import { useNow } from '@/lib/use-now';
import type { WaitingTask } from './outputs';

const BLUR = 14;

/** The place of a result that is still to come. A preview gets sharper while it forms. */
export function Waiting({ waiting: { key, task, from, place } }: { waiting: WaitingTask }) {
  if (!task)
    return (
      <div className="grid size-full place-items-center rounded-media border border-line bg-panel text-[13px] text-muted tabular">
        queued{place !== undefined && ` · ${ordinal(place)}`}
      </div>
    );
  const { progress, previewUrl } = task;
  const picture = previewUrl ?? (from === undefined ? undefined : thumbnail(from, 512));
  const percent = Math.round(progress * 100);
  return (
    <div className="relative size-full overflow-hidden rounded-media border border-line bg-panel">
      {picture === undefined ? (
        <div className="absolute inset-0 animate-breathe bg-raised" />
      ) : (
        <img
          src={picture}
          alt=""
          className="absolute inset-0 size-full scale-110 object-cover opacity-80 transition-[filter] duration-500"
          style={{ filter: `blur(${Math.round(BLUR * (1 - progress)) + 2}px)` }}
        />
      )}
      <span className="absolute bottom-2 left-2 rounded-md bg-black/65 px-1.5 py-0.5 text-[12px] font-[560] text-white tabular">
        {percent > 0 ? `${percent}%` : 'begun'}
        <TimeLeft first={task.first} progress={progress} />
      </span>
      <span
        role="progressbar"
        aria-label={`${key}, done`}
        aria-valuenow={percent}
        aria-valuemin={0}
        aria-valuemax={100}
        className="absolute inset-x-0 bottom-0 h-0.5 bg-line"
      >
        <span
          className="block h-full origin-left bg-accent transition-transform duration-300"
          style={{ transform: `scaleX(${progress})` }}
        />
      </span>
    </div>
  );
}

const LEAST_SHARE = 0.04;
const LEAST_MS = 800;

/** " · 9 s", once it is far enough to tell. */
function TimeLeft({ first, progress }: { first: { progress: number; at: number }; progress: number }) {
  const now = useNow(1_000);
  const [took, share] = [now - first.at, progress - first.progress];
  if (took < LEAST_MS || share < LEAST_SHARE) return null;
  const left = ((1 - progress) * took) / share / 1_000;
  return left < 1 ? null : ` · ${duration(left)}`;
}
