import { Download } from 'lucide-react';
import type { Pipeline } from '@/api/client';
import { sentence } from '@/lib/format';
import { buttonStyle } from '@/ui/button';
import { Code, CopyButton } from '@/ui/code';

/** What it was made from, and the files it left. */
export function Settings({ pipeline }: { pipeline: Pipeline }) {
  const { id, inputs, definition, seed, files } = pipeline;
  const folder = Object.values(files ?? {})[0]?.[0]?.replace(/\/[^/]*$/, '');
  return (
    <div className="grid gap-6 lg:grid-cols-2">
      <section aria-label="Inputs" className="flex flex-col gap-2">
        <h3 className="text-[13px] font-[600]">Inputs, with seed {seed}</h3>
        <Code label="Inputs" text={JSON.stringify(inputs, null, 2)} />
        <h3 className="mt-2 text-[13px] font-[600]">Definition</h3>
        <Code label="Definition" text={JSON.stringify(definition, null, 2)} />
      </section>
      <section aria-label="Files" className="flex flex-col gap-3">
        <div className="flex flex-wrap items-center gap-2">
          <h3 className="mr-auto text-[13px] font-[600]">Files</h3>
          <a href={`/pipelines/${id}/outputs.zip`} download className={buttonStyle({ size: 'small' })}>
            <Download />
            All as ZIP
          </a>
        </div>
        {folder === undefined ? (
          <p className="text-muted">Once it is done, they lie in a folder on the machine of the workers as well.</p>
        ) : (
          <>
            <div className="flex flex-wrap items-center gap-2">
              <code className="min-w-0 flex-1 truncate font-mono text-[13px]">{folder}</code>
              <CopyButton text={folder} label="Copy the folder" />
            </div>
            <ul className="divide-y divide-line rounded-media border border-line bg-panel text-[13px]">
              {Object.entries(files ?? {}).map(([step, paths]) => (
                <li key={step} className="flex gap-3 px-3 py-2">
                  <span className="w-28 shrink-0 text-muted">{sentence(step)}</span>
                  <span className="min-w-0 break-words">
                    {paths.map((path) => path.slice(folder.length + 1)).join(', ')}
                  </span>
                </li>
              ))}
            </ul>
          </>
        )}
      </section>
    </div>
  );
}
