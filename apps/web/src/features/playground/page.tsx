import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { estimateQuery } from '@/api/queries';
import { useDebounced } from '@/lib/use-debounced';
import { Composer } from './composer';
import { useDropAnywhere } from './drop-anywhere';
import { requestOf, resultCount } from './request';
import { Run } from './run';
import { Sidebar } from './sidebar';
import { Start } from './start';
import { useSettings } from './store';
import { useAttach, useTake } from './use-attach';
import { useGenerate } from './use-generate';

const route = getRouteApi('/');
const SETTLE_MS = 250;

/** From a sentence and some pictures to results, with the price in sight. */
export function PlaygroundPage() {
  const { run, attach: wanted } = route.useSearch();
  const navigate = route.useNavigate();
  const [settings, change] = useSettings();
  const [sheet, setSheet] = useState(false);
  const attach = useAttach(settings, change);
  useTake(wanted, attach.take, () => void navigate({ search: {}, replace: true }));
  const { dragging } = useDropAnywhere(attach.add);
  const request = requestOf(settings);
  const asked = useDebounced(request, SETTLE_MS);
  const estimate = useQuery(estimateQuery(asked));
  const generate = useGenerate((id) => void navigate({ search: { run: id } }));
  const composer = (
    <Composer
      settings={settings}
      change={change}
      attach={attach}
      count={resultCount(settings)}
      price={request ? estimate.data?.total_usd : undefined}
      busy={generate.isPending}
      onGenerate={() => request && generate.mutate(request)}
      onSettings={() => setSheet(true)}
    />
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
          <Start composer={composer} change={change} onRun={(id) => void navigate({ search: { run: id } })} />
        ) : (
          <>
            {composer}
            <Run key={run} id={run} />
          </>
        )}
      </div>
      {dragging && (
        <div className="pointer-events-none fixed inset-0 z-40 grid place-items-center bg-bg/80 text-lg font-[640]">
          Drop pictures, videos, sounds or a ZIP
        </div>
      )}
    </div>
  );
}
