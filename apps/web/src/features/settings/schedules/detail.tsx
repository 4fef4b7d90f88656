import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Ellipsis, Pencil, Play, Trash2 } from 'lucide-react';
import { client, dataOf } from '@/api/client';
import type { Schemas } from '@/api/client';
import { cronWords } from '@/lib/cron';
import { sentence } from '@/lib/format';
import { distance, when } from '@/lib/when';
import { Button, IconButton } from '@/ui/button';
import { Dot } from '@/ui/dot';
import type { Tone } from '@/ui/dot';
import { Menu, MenuItem } from '@/ui/menu';
import { Switch } from '@/ui/switch';
import { toast, toastError } from '@/ui/toasts';
import { Back } from '../back';
import { Card, Read } from '../parts';
import { scheduleQuery, schedulesQuery } from './queries';

type Schedule = Schemas['ScheduleDto'];
type Run = Schemas['ScheduleRunDto'];

interface ScheduleDetailProps {
  schedule: Schedule;
  edit: (schedule: Schedule) => void;
  forget: (schedule: Schedule) => void;
}

const OUTCOMES: Record<Run['outcome'], { tone: Tone; words: string }> = {
  started: { tone: 'done', words: 'Started' },
  skipped: { tone: 'idle', words: 'Left out' },
  failed: { tone: 'failed', words: 'Not made' },
};

export function ScheduleDetail({ schedule, edit, forget }: ScheduleDetailProps) {
  const { id, name, cron, timezone, pipeline_name, paused, paused_because, next_runs } = schedule;
  const params = { params: { path: { id } } };
  const queries = useQueryClient();
  const navigate = useNavigate();
  const reread = () => queries.invalidateQueries({ queryKey: schedulesQuery.queryKey });
  const pause = useMutation({
    mutationFn: async (on: boolean) =>
      dataOf(await (on ? client.POST('/schedules/{id}/resume', params) : client.POST('/schedules/{id}/pause', params))),
    onError: (error) => toastError('It stays as it was', error),
    onSettled: reread,
  });
  const run = useMutation({
    mutationFn: async () => dataOf(await client.POST('/schedules/{id}/run', params)),
    onSuccess: (made) =>
      toast(`“${name}” runs`, {
        tone: 'running',
        action: { label: 'Look at it', act: () => void navigate({ to: '/pipelines/$id', params: { id: made.id } }) },
      }),
    onError: (error) => toastError('It was not run', error),
    onSettled: reread,
  });
  return (
    <>
      <Back section="schedules">All schedules</Back>
      <Card className="flex flex-col gap-3">
        <div className="flex items-start gap-3">
          <div className="min-w-0 flex-1">
            <h3 className="font-[600] break-words">{name}</h3>
            <p className="text-[13px] text-muted">
              {sentence(pipeline_name)} · {cronWords(cron)}, by the clocks of {timezone}
            </p>
          </div>
          <Menu
            trigger={
              <IconButton label={`What can be done with ${name}`} className="-mt-1 -mr-2">
                <Ellipsis />
              </IconButton>
            }
          >
            <MenuItem onSelect={() => edit(schedule)}>
              <Pencil aria-hidden />
              Change
            </MenuItem>
            <MenuItem danger onSelect={() => forget(schedule)}>
              <Trash2 aria-hidden />
              Remove
            </MenuItem>
          </Menu>
        </div>
        <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
          <p className="flex flex-1 items-center gap-2 text-[13px] text-muted">
            <Dot tone={paused ? 'idle' : 'done'} />
            {paused ? `Paused ${paused_because ?? ''}` : 'It runs by itself'}
          </p>
          <Button size="small" disabled={run.isPending} onClick={() => run.mutate()}>
            <Play aria-hidden />
            Run now
          </Button>
          <Switch
            label="Run by itself"
            checked={!paused}
            disabled={pause.isPending}
            onChange={(on) => pause.mutate(on)}
          />
        </div>
        {next_runs.length > 0 && (
          <div className="border-t border-line pt-3">
            <h4 className="pb-1 text-[13px] font-[560]">The next times, by your clock</h4>
            <ul className="flex flex-wrap gap-x-6 gap-y-1 text-[13px] text-muted tabular">
              {next_runs.map((at, index) => (
                <li key={at}>
                  {when(at)}
                  {index === 0 && <span> · {distance(at)}</span>}
                </li>
              ))}
            </ul>
          </div>
        )}
      </Card>
      <Runs id={id} />
    </>
  );
}

function Runs({ id }: { id: string }) {
  const schedule = useQuery(scheduleQuery(id));
  return (
    <section aria-label="Latest runs" className="flex flex-col gap-3">
      <h3 className="font-[600]">Latest runs</h3>
      <Read query={schedule} places={1}>
        {({ runs }) =>
          runs.length === 0 ? (
            <p className="text-muted">It has not run yet. Run it now to see what it makes.</p>
          ) : (
            <ul className="divide-y divide-line rounded-media border border-line bg-panel">
              {runs.map(({ at, outcome, pipeline_id, note }, index) => (
                <li key={`${at} ${index}`} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5">
                  <Dot tone={OUTCOMES[outcome].tone} />
                  <span className="min-w-0 flex-1">
                    {OUTCOMES[outcome].words} <span className="text-muted tabular">{when(at)}</span>
                    {note !== undefined && <span className="block text-[13px] break-words text-muted">{note}</span>}
                  </span>
                  {pipeline_id !== undefined && (
                    <Link
                      to="/pipelines/$id"
                      params={{ id: pipeline_id }}
                      className="flex min-h-11 items-center underline underline-offset-2 sm:min-h-0"
                    >
                      Look at it
                    </Link>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Read>
    </section>
  );
}
