import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, getRouteApi } from '@tanstack/react-router';
import { CalendarClock, ChevronRight, Plus } from 'lucide-react';
import { useState } from 'react';
import { client, dataOf } from '@/api/client';
import type { Schemas } from '@/api/client';
import { cronWords } from '@/lib/cron';
import { sentence } from '@/lib/format';
import { distance, when } from '@/lib/when';
import { Button } from '@/ui/button';
import { Dot } from '@/ui/dot';
import { Empty } from '@/ui/empty';
import { Read, Section } from '../parts';
import { useRemoval } from '../use-removal';
import { ScheduleDetail } from './detail';
import { schedulesQuery } from './queries';
import { ScheduleForm } from './schedule-form';

type Schedule = Schemas['ScheduleDto'];

const route = getRouteApi('/settings/$section');

export function Schedules() {
  const { id } = route.useSearch();
  const navigate = route.useNavigate();
  const queries = useQueryClient();
  const schedules = useQuery(schedulesQuery);
  const [editing, edit] = useState<Schedule | 'new'>();
  const { gone, remove } = useRemoval(() => void queries.invalidateQueries({ queryKey: schedulesQuery.queryKey }));
  const forget = (one: Schedule) => {
    void navigate({ search: {} });
    remove(one.id, `“${one.name}” is removed`, async () =>
      dataOf(await client.DELETE('/schedules/{id}', { params: { path: { id: one.id } }, keepalive: true })),
    );
  };
  return (
    <Section
      title="Schedules"
      text="A workflow or template that is run again and again, at times like cron. What was made stays in the library."
      actions={
        <Button kind="accent" onClick={() => edit('new')}>
          <Plus aria-hidden />
          New schedule
        </Button>
      }
    >
      <Read query={schedules}>
        {({ items }) => {
          const there = items.filter((one) => !gone.has(one.id));
          const one = there.find((schedule) => schedule.id === id);
          return one ? <ScheduleDetail schedule={one} edit={edit} forget={forget} /> : <List schedules={there} />;
        }}
      </Read>
      {editing !== undefined && (
        <ScheduleForm
          editing={editing === 'new' ? undefined : editing}
          onClose={() => edit(undefined)}
          onMade={({ id: made }) => void navigate({ search: { id: made } })}
        />
      )}
    </Section>
  );
}

function List({ schedules }: { schedules: readonly Schedule[] }) {
  if (schedules.length === 0)
    return (
      <Empty
        icon={CalendarClock}
        title="Nothing is made by itself yet"
        text="Such as three panels of a story every weekday at 07:30, ready when you come in."
      />
    );
  return (
    <ul className="divide-y divide-line overflow-hidden rounded-media border border-line bg-panel">
      {schedules.map(({ id, name, cron, timezone, pipeline_name, paused, paused_because, next_runs: [next] }) => (
        <li key={id}>
          <Link
            to="/settings/$section"
            params={{ section: 'schedules' }}
            search={{ id }}
            className="flex items-center gap-3 px-4 py-3 transition-colors hover:bg-raised"
          >
            <span className="min-w-0 flex-1">
              <span className="block truncate font-[560]">{name}</span>
              <span className="block truncate text-[13px] text-muted">
                {sentence(pipeline_name)} · {cronWords(cron)}, {timezone}
              </span>
              <span className="flex items-center gap-2 text-[13px] text-muted tabular">
                <Dot tone={paused ? 'idle' : 'done'} />
                <span className="truncate">
                  {paused || next === undefined
                    ? `Paused ${paused_because ?? ''}`
                    : `Next ${when(next)}, ${distance(next)}`}
                </span>
              </span>
            </span>
            <ChevronRight className="size-4 shrink-0 text-muted" aria-hidden />
          </Link>
        </li>
      ))}
    </ul>
  );
}
