import { thumbnail } from '@/lib/media';
import type { Story } from './use-story';

/** What is told, and who is in it. */
export function Told({ story: { story, lines, characters, portraits } }: { story: Story }) {
  return (
    <div className="flex flex-col gap-6">
      {characters.length > 0 && (
        <section aria-label="Characters" className="flex flex-col gap-3">
          <h2 className="text-base font-[640]">Characters</h2>
          <ul className="flex flex-col gap-3">
            {characters.map(({ name, role, description }, at) => {
              const digest = portraits?.get(at)?.outputs[0]?.digest;
              return (
                <li key={name} className="flex gap-3">
                  <span className="size-16 shrink-0 overflow-hidden rounded-control bg-raised">
                    {digest !== undefined && (
                      <img
                        src={thumbnail(digest, 128)}
                        alt={`Portrait of ${name}`}
                        className="size-full object-cover"
                      />
                    )}
                  </span>
                  <div className="min-w-0">
                    <p className="font-[600]">
                      {name} <span className="text-[13px] font-[450] text-muted">{role}</span>
                    </p>
                    <p className="text-[13px] text-muted">{description}</p>
                  </div>
                </li>
              );
            })}
          </ul>
        </section>
      )}
      {lines.length > 0 ? (
        <section aria-label="Script" className="flex flex-col gap-3">
          <h2 className="text-base font-[640]">Script</h2>
          <dl className="flex flex-col gap-2">
            {lines.map(({ speaker, text }, at) => (
              <div key={at}>
                <dt className="text-[12px] font-[560] text-muted">{speaker}</dt>
                <dd>{text}</dd>
              </div>
            ))}
          </dl>
        </section>
      ) : (
        story !== '' && (
          <section aria-label="Story" className="flex flex-col gap-3">
            <h2 className="text-base font-[640]">Story</h2>
            <p className="whitespace-pre-wrap">{story}</p>
          </section>
        )
      )}
    </div>
  );
}
