import { bytes, thumbnail } from '@/lib/media';
import type { Item } from './items';

const LOOK = 'size-full rounded-media object-contain select-none';

/** What was made, as large as there is room. */
export function Large({ item: { shown, kind, title } }: { item: Item }) {
  if (!shown) return null;
  const source = bytes(shown.digest);
  if (kind === 'video')
    return (
      <video key={source} src={source} aria-label={title} controls autoPlay loop muted playsInline className={LOOK} />
    );
  if (kind === 'audio')
    return (
      <div className="grid size-full place-content-center gap-6">
        <img src={thumbnail(shown.digest, 512)} alt="" className="mx-auto max-w-full" />
        <audio key={source} src={source} aria-label={title} controls className="w-[min(32rem,80vw)]" />
      </div>
    );
  return <img src={source} alt={title} draggable={false} className={LOOK} />;
}
