import { useQuery } from '@tanstack/react-query';
import { client, dataOf } from '@/api/client';
import { cn } from '@/lib/cn';
import { thumbnail } from '@/lib/media';
import type { Item } from '../cache';
import { titleOf } from '../item';
import { Section } from './details';
import type { Detail } from './details';

const MOST = 200;

/** What the same step of the same pipeline made of the same words: other takes, and what came of changes. */
export function Versions({ item, onOpen }: { item: Detail; onOpen: (digest: string) => void }) {
  const {
    digest,
    step_id,
    step_type,
    prompt,
    pipeline_ids: [pipeline],
  } = item;
  const { data = [] } = useQuery({
    queryKey: ['library', 'versions', pipeline, step_id, prompt],
    queryFn: async () => {
      const query = { pipeline: [pipeline!], step_type: [step_type!], limit: MOST, order: 'asc' as const };
      const { items } = dataOf(await client.GET('/library', { params: { query } }));
      return items.filter((one: Item) => one.step_id === step_id && one.prompt === prompt);
    },
    enabled: pipeline !== undefined && step_type !== undefined,
  });
  if (data.length < 2) return null;
  return (
    <Section title={`Versions · ${data.findIndex((one) => one.digest === digest) + 1} of ${data.length}`}>
      <ul className="-m-1 flex gap-2 overflow-x-auto p-1">
        {data.map((one) => (
          <li key={one.digest}>
            <button
              type="button"
              aria-label={`Open ${titleOf(one)}`}
              aria-current={one.digest === digest}
              onClick={() => onOpen(one.digest)}
              className={cn(
                'block h-14 w-20 overflow-hidden rounded-control border border-line',
                one.digest === digest && 'ring-2 ring-accent',
              )}
            >
              {one.thumbnail_url !== undefined && (
                <img src={thumbnail(one.digest, 256)} alt="" loading="lazy" className="size-full object-cover" />
              )}
            </button>
          </li>
        ))}
      </ul>
    </Section>
  );
}
