import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { estimateQuery } from '@/api/queries';
import { useDebounced } from '@/lib/use-debounced';
import { PullToRefresh } from '@/ui/pull-to-refresh';
import { Composer } from './composer';
import { useDropAnywhere } from './drop-anywhere';
import { keepPrompts } from './kept-prompts';
import { requestOf, resultCount } from './request';
import { useRestore } from './restore';
import { Run } from './run';
import { RunStrip } from './run-strip';
import { promptsOf } from './settings';
import type { Settings } from './settings';
import { Sidebar } from './sidebar';
import { Start } from './start';
import { changeSettings as change, useSettings } from './store';
import { useGenerate } from './use-generate';
import { useTake } from './use-take';

const route = getRouteApi('/');
const SETTLE_MS = 250;

/** From a sentence and some pictures to results, with the price in sight. */
export function PlaygroundPage() {
  const { run, attach: wanted, restore } = route.useSearch();
  const navigate = route.useNavigate();
  const queries = useQueryClient();
  const settings = useSettings();
  const [sheet, setSheet] = useState(false);
  // On a phone the results have the room, once there are some.
  const [folded, fold] = useState(run !== undefined);
  const top = useRef<HTMLDivElement>(null);
  useTake(wanted, () => void navigate({ search: {}, replace: true }));
  useRestore(restore, () => void navigate({ search: {}, replace: true }));
  const { dragging } = useDropAnywhere();
  const request = requestOf(settings);
  const asked = useDebounced(request, SETTLE_MS);
  const estimate = useQuery(estimateQuery(asked));
  const show = (id: string) => {
    fold(true);
    void navigate({ search: { run: id } });
  };
  const generate = useGenerate(show);
  const compose = (wished: Partial<Settings>) => {
    flushSync(() => {
      change(wished);
      fold(false);
    });
    top.current?.querySelector('textarea')?.focus();
    window.scrollTo({ top: 0 });
  };
  const price = request ? estimate.data?.total_usd : undefined;
  const composer = (
    <div ref={top} className="z-10 max-sm:sticky max-sm:bottom-21 max-sm:order-last">
      <Composer
        settings={settings}
        change={change}
        count={resultCount(settings)}
        price={price}
        busy={generate.isPending}
        folded={folded && run !== undefined}
        onFold={fold}
        onGenerate={() => {
          if (!request || price === undefined) return;
          keepPrompts(promptsOf(settings));
          generate.mutate({ request, price });
        }}
        onSettings={() => setSheet(true)}
      />
    </div>
  );
  return (
    <div className="flex flex-1">
      <Sidebar
        settings={settings}
        change={change}
        estimate={request ? estimate.data : undefined}
        problem={request ? estimate.error : null}
        open={sheet}
        onOpenChange={setSheet}
      />
      <div className="flex min-w-0 flex-1 flex-col gap-4 p-3 sm:p-4 lg:px-6">
        {run === undefined ? (
          <Start settings={settings} composer={composer} onCompose={compose} onRun={show} />
        ) : (
          <>
            {composer}
            <RunStrip id={run} onRun={show} />
            <Run key={run} id={run} onRun={show} onCompose={compose} />
          </>
        )}
      </div>
      <PullToRefresh refresh={() => queries.invalidateQueries()} />
      {dragging && (
        <div className="pointer-events-none fixed inset-0 z-40 grid place-items-center bg-bg/80 p-6">
          <p className="rounded-composer border-2 border-dashed border-accent bg-panel px-10 py-8 text-center text-lg font-[640]">
            Drop pictures, videos, sounds, a folder or a ZIP
          </p>
        </div>
      )}
    </div>
  );
}
