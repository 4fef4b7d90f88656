import { useState } from 'react';
import { cn } from '@/lib/cn';
import { bytes, thumbnail } from '@/lib/media';
import type { Step, StepType } from '../model/types';
import type { NodeInfo } from './infos';
import { MEDIA_COLOUR, MEDIA_ICONS, mainMedia } from './look';

interface ResultProps {
  step: Step;
  type: StepType | undefined;
  info: NodeInfo | undefined;
  /** What it is asked to make, as long as it made nothing. */
  words: string;
}

/** What a step made last, or what it makes now as far as that can be seen, or what it will make in words. */
export function Result({ step, type, info, words }: ResultProps) {
  const [playing, play] = useState(false);
  const { result, previewUrl } = info ?? {};
  const media = mainMedia(type);
  const Icon = MEDIA_ICONS[media];
  const frame = 'size-full overflow-hidden rounded-control';
  if (previewUrl !== undefined)
    return <img src={previewUrl} alt="" draggable={false} className={cn(frame, 'object-cover')} />;
  if (result && (result.type === 'image' || result.type === 'video'))
    return (
      <span
        className={cn(frame, 'relative block bg-raised')}
        onPointerEnter={(event) => event.pointerType === 'mouse' && play(true)}
        onPointerLeave={() => play(false)}
      >
        <img
          src={thumbnail(result.digest, 256)}
          alt={`What ${step.id} made`}
          draggable={false}
          decoding="async"
          className="size-full object-cover"
        />
        {playing && result.type === 'video' && (
          <video
            src={bytes(result.digest)}
            autoPlay
            muted
            loop
            playsInline
            className="absolute inset-0 size-full object-cover"
          />
        )}
      </span>
    );
  if (result?.type === 'audio')
    return (
      <audio
        controls
        preload="none"
        src={bytes(result.digest)}
        aria-label={`What ${step.id} made`}
        className="nodrag nowheel mt-2 h-10 w-full"
      />
    );
  return (
    <span className={cn(frame, 'flex gap-2 bg-raised p-2.5')}>
      {words === '' ? (
        <Icon className={cn('m-auto size-6 opacity-50', MEDIA_COLOUR[media])} strokeWidth={1.5} aria-hidden />
      ) : (
        <span className="line-clamp-6 text-[12px] leading-4 whitespace-pre-wrap text-muted">{words}</span>
      )}
    </span>
  );
}
