import { useQuery } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import { cn } from '@/lib/cn';
import { bytes, thumbnail } from '@/lib/media';
import { KeyCaps } from '@/ui/keys';
import { Skeletons } from '@/ui/skeleton';
import type { Item } from './items';
import { candidatesQuery } from './queries';

interface CandidatesProps {
  pipeline: string;
  item: Item;
  /** Which goes on; from 0. */
  picked: number | undefined;
  onPick: (candidate: number) => void;
}

/** What a choice is made from, side by side. */
export function Candidates({ pipeline, item, picked, onPick }: CandidatesProps) {
  const { data } = useQuery(candidatesQuery(pipeline, item.id));
  return (
    <ul
      aria-label={`Candidates of ${item.title}`}
      tabIndex={0}
      className="grid h-full auto-rows-[minmax(11rem,1fr)] grid-cols-1 gap-3 overflow-y-auto p-1 sm:grid-cols-[repeat(auto-fit,minmax(18rem,1fr))]"
    >
      {!data && <Skeletons count={3} className="min-h-40 rounded-media" />}
      {data?.map(({ index, digest, type, score }) => (
        <li key={index} className="min-h-40">
          <button
            type="button"
            aria-label={`Candidate ${index + 1}`}
            aria-pressed={picked === index}
            onClick={() => onPick(index)}
            className={cn(
              'relative size-full overflow-hidden rounded-media border border-line bg-panel transition-opacity',
              picked === index && 'outline-3 outline-done',
              picked !== undefined && picked !== index && 'opacity-55',
            )}
          >
            {type === 'video' ? (
              <video src={bytes(digest)} autoPlay muted loop playsInline className="size-full object-contain" />
            ) : (
              <img
                src={type === 'audio' ? thumbnail(digest, 512) : bytes(digest)}
                alt=""
                className="size-full object-contain"
              />
            )}
            <span className="absolute top-3 left-3 flex items-center gap-2 rounded-md bg-panel/90 px-2 py-1 text-[13px] font-[560] tabular">
              <KeyCaps keys={String(index + 1)} />
              {score !== undefined && `${Math.round(score)} of 100`}
            </span>
            {picked === index && (
              <span className="absolute top-3 right-3 flex items-center gap-1.5 rounded-full bg-panel/90 px-3 py-1 text-[13px] font-[600] text-done">
                <Check className="size-4" aria-hidden />
                Goes on
              </span>
            )}
          </button>
        </li>
      ))}
    </ul>
  );
}
