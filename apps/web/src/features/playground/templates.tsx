import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client, dataOf } from '@/api/client';
import type { Schemas } from '@/api/client';
import { sentence } from '@/lib/format';
import { TemplateModal } from './template-modal';

type Template = Schemas['TemplateDto'];

/** Ready-made pipelines to start from. */
export function Templates({ onRun }: { onRun: (id: string) => void }) {
  const [open, setOpen] = useState<Template>();
  const { data } = useQuery({
    queryKey: ['templates'],
    queryFn: async () => dataOf(await client.GET('/templates')),
    staleTime: Infinity,
  });
  if (!data || data.length === 0) return null;
  return (
    <section aria-label="Templates">
      <h2 className="mb-2 text-[13px] font-[560] text-muted">Start from a template</h2>
      <ul className="grid gap-2 sm:grid-cols-3">
        {data.map((template) => (
          <li key={template.name}>
            <button
              type="button"
              onClick={() => setOpen(template)}
              className="flex size-full min-h-11 flex-col gap-0.5 rounded-control border border-line bg-panel px-3 py-2.5 text-left transition-colors hover:border-dim"
            >
              <span className="font-[560]">{sentence(template.name)}</span>
              <span className="line-clamp-2 text-[13px] text-muted">{template.description}</span>
            </button>
          </li>
        ))}
      </ul>
      {open && <TemplateModal template={open} onClose={() => setOpen(undefined)} onRun={onRun} />}
    </section>
  );
}
