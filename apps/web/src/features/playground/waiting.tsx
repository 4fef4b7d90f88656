interface WaitingProps {
  /** The task at work; absent for one in the queue. */
  name?: string;
  previewUrl?: string;
}

/** The place of a result that is still to come. */
export function Waiting({ name, previewUrl }: WaitingProps) {
  return (
    <div className="relative grid size-full place-items-center overflow-hidden rounded-media border border-line bg-panel text-[13px] text-muted">
      {previewUrl && <img src={previewUrl} alt="" className="absolute inset-0 size-full object-cover blur-[2px]" />}
      <span
        className={name ? 'absolute bottom-2 left-2 rounded-md bg-black/65 px-1.5 py-0.5 text-[12px] text-white' : ''}
      >
        {name ? 'at work' : 'queued'}
      </span>
      {name && <span className="absolute inset-x-0 bottom-0 h-0.5 animate-pulse bg-accent" aria-hidden />}
    </div>
  );
}
