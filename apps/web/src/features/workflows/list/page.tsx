import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { FileInput, GitFork, Plus, Search } from 'lucide-react';
import { useRef } from 'react';
import type { ReactNode } from 'react';
import { useDropzone } from 'react-dropzone';
import { Button } from '@/ui/button';
import { Empty } from '@/ui/empty';
import { Page } from '@/ui/page';
import { Skeletons } from '@/ui/skeleton';
import { blueprintsQuery } from '../queries';
import { WorkflowCard } from './card';
import { useActions } from './use-actions';

const route = getRouteApi('/workflows');

/** What was saved, and what is ready-made. */
export function WorkflowsPage() {
  const { q = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const { data: all, isPending, error } = useQuery(blueprintsQuery);
  const actions = useActions();
  const files = useRef<HTMLInputElement>(null);
  const drop = useDropzone({
    noClick: true,
    noKeyboard: true,
    multiple: false,
    onDrop: ([file]) => void actions.take(file),
  });
  const wanted = q.trim().toLowerCase();
  const found = all?.filter(({ name, description }) =>
    `${name} ${name.replaceAll(/[_-]/g, ' ')} ${description}`.toLowerCase().includes(wanted),
  );
  const own = found?.filter((one) => !one.built_in) ?? [];
  const templates = found?.filter((one) => one.built_in) ?? [];
  return (
    <div {...drop.getRootProps({ className: 'flex flex-1 flex-col' })}>
      <Page
        title="Workflows"
        count={all?.length}
        actions={
          <>
            <Button onClick={() => files.current?.click()}>
              <FileInput />
              Import
            </Button>
            <Button kind="accent" onClick={() => void actions.begin()}>
              <Plus />
              New workflow
            </Button>
          </>
        }
      >
        <input
          ref={files}
          type="file"
          hidden
          aria-label="Workflow to import"
          accept=".json,.yaml,.yml,application/json"
          onChange={(event) => {
            void actions.take(event.target.files?.[0]);
            event.target.value = '';
          }}
        />
        <label className="flex h-11 max-w-xl items-center gap-2 rounded-control border border-line-strong bg-panel px-3 focus-within:border-accent sm:h-10">
          <Search className="size-4 text-muted" aria-hidden />
          <input
            type="search"
            value={q}
            onChange={({ target: { value } }) => void navigate({ search: value ? { q: value } : {}, replace: true })}
            placeholder="Film, portrait, panels"
            aria-label="Search workflows"
            className="w-full bg-transparent outline-none placeholder:text-dim"
          />
        </label>
        {error && <p className="text-failed">The workflows could not be read: {error.message}</p>}
        {found?.length === 0 && (
          <Empty icon={GitFork} title="Nothing fits" text="Fewer letters find more, or begin a new workflow.">
            <Button onClick={() => void navigate({ search: {} })}>Show all</Button>
          </Empty>
        )}
        {(own.length > 0 || (wanted === '' && !isPending)) && (
          <Section title="Yours" empty="A template you change, or a new workflow, is kept here when you save it.">
            {own.map((summary) => (
              <WorkflowCard key={summary.name} {...{ summary, actions }} />
            ))}
          </Section>
        )}
        {(isPending || templates.length > 0) && (
          <Section title="Ready-made">
            {isPending && <Skeletons count={6} className="h-72 rounded-media" />}
            {templates.map((summary) => (
              <WorkflowCard key={summary.name} {...{ summary, actions }} />
            ))}
          </Section>
        )}
      </Page>
      {drop.isDragActive && (
        <div className="pointer-events-none fixed inset-0 z-40 grid place-items-center bg-bg/80 text-lg font-[640]">
          Drop a workflow: JSON or YAML
        </div>
      )}
    </div>
  );
}

function Section({ title, empty, children }: { title: string; empty?: string; children: ReactNode }) {
  const none = Array.isArray(children) && children.length === 0;
  return (
    <section aria-label={title} className="flex flex-col gap-3">
      <h2 className="text-[13px] font-[560] text-muted">{title}</h2>
      {none && (
        <p className="rounded-media border border-dashed border-line-strong p-6 text-center text-muted">{empty}</p>
      )}
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3 sm:grid-cols-[repeat(auto-fill,minmax(17rem,1fr))]">
        {children}
      </div>
    </section>
  );
}
