import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { cronOf, cronWords, planOf } from '@/lib/cron';
import type { CronPlan } from '@/lib/cron';
import { useDebounced } from '@/lib/use-debounced';
import { when } from '@/lib/when';
import { Chip } from '@/ui/chip';
import { Input, Labelled } from '@/ui/input';
import { Segmented } from '@/ui/segmented';
import { timesQuery } from './queries';

const KINDS = [
  { value: 'hourly', label: 'Hour' },
  { value: 'daily', label: 'Day' },
  { value: 'weekly', label: 'Week' },
  { value: 'monthly', label: 'Month' },
  { value: 'custom', label: 'Cron' },
] as const;
/** From Monday. */
const WEEK = [1, 2, 3, 4, 5, 6, 0] as const;
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const SETTLE_MS = 300;

interface CronBuilderProps {
  cron: string;
  timezone: string;
  onChange: (cron: string) => void;
  error: string | undefined;
}

/** Times like those of cron, asked for in words, with the next five of them. */
export function CronBuilder({ cron, timezone, onChange, error }: CronBuilderProps) {
  const [kind, setKind] = useState<CronPlan['kind']>(planOf(cron).kind);
  const plan = kind === 'custom' ? ({ kind, cron } as const) : planOf(cron);
  const change = (next: CronPlan) => onChange(cronOf(next));
  const choose = (next: CronPlan['kind']) => {
    setKind(next);
    if (next !== 'custom') change(as(next, plan));
  };
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="pb-1.5 text-[13px] font-[520] text-muted">Every</legend>
      <Segmented label="Every" value={kind} options={KINDS} onChange={choose} />
      <Fields plan={plan} change={change} error={error} />
      <Preview cron={cron} timezone={timezone} />
    </fieldset>
  );
}

/** The same time of the day, as often as was chosen. */
function as(kind: Exclude<CronPlan['kind'], 'custom'>, from: CronPlan): CronPlan {
  const minute = 'minute' in from ? from.minute : 0;
  const clock = { hour: 'hour' in from ? from.hour : 9, minute };
  const plans: Record<typeof kind, CronPlan> = {
    hourly: { kind: 'hourly', minute },
    daily: { kind: 'daily', ...clock },
    weekly: { kind: 'weekly', days: [1, 2, 3, 4, 5], ...clock },
    monthly: { kind: 'monthly', day: 1, ...clock },
  };
  return plans[kind];
}

interface FieldsProps {
  plan: CronPlan;
  change: (plan: CronPlan) => void;
  error: string | undefined;
}

function Fields({ plan, change, error }: FieldsProps) {
  if (plan.kind === 'custom')
    return (
      <Labelled
        label="Times, as for cron"
        hint="Minute, hour, day, month and weekday, such as 30 7 * * MON-FRI; or @daily and the like."
        error={error}
      >
        <Input
          value={plan.cron}
          onChange={(event) => change({ kind: 'custom', cron: event.target.value })}
          className="font-mono"
          autoComplete="off"
          spellCheck={false}
        />
      </Labelled>
    );
  if (plan.kind === 'hourly')
    return (
      <Labelled label="Minutes past the hour">
        <Input
          type="number"
          min={0}
          max={59}
          value={plan.minute}
          onChange={(event) => change({ ...plan, minute: bounded(event.target.value, 0, 59) })}
        />
      </Labelled>
    );
  return (
    <>
      {plan.kind === 'weekly' && (
        <div role="group" aria-label="Days" className="flex flex-wrap gap-1.5">
          {WEEK.map((day) => (
            <Chip
              key={day}
              pressed={plan.days.includes(day)}
              onClick={() => {
                const days = plan.days.includes(day) ? plan.days.filter((one) => one !== day) : [...plan.days, day];
                // Without any it would be every day.
                if (days.length > 0) change({ ...plan, days });
              }}
            >
              {DAYS[day]}
            </Chip>
          ))}
        </div>
      )}
      <div className="grid grid-cols-2 gap-3">
        {plan.kind === 'monthly' && (
          <Labelled label="Day of the month" {...(plan.day > 28 && { hint: 'Months without it are left out.' })}>
            <Input
              type="number"
              min={1}
              max={31}
              value={plan.day}
              onChange={(event) => change({ ...plan, day: bounded(event.target.value, 1, 31) })}
            />
          </Labelled>
        )}
        <Labelled label="At">
          <Input
            type="time"
            value={`${two(plan.hour)}:${two(plan.minute)}`}
            onChange={(event) => {
              const [hour, minute] = event.target.value.split(':').map(Number);
              if (hour !== undefined && minute !== undefined) change({ ...plan, hour, minute });
            }}
          />
        </Labelled>
      </div>
    </>
  );
}

const two = (value: number) => String(value).padStart(2, '0');
const bounded = (text: string, least: number, most: number) =>
  Math.min(most, Math.max(least, Math.trunc(Number(text)) || 0));

function Preview({ cron, timezone }: { cron: string; timezone: string }) {
  const asked = useDebounced({ cron, timezone }, SETTLE_MS);
  const { data, error } = useQuery(timesQuery(asked.cron, asked.timezone));
  return (
    <div className="rounded-control border border-line bg-raised px-3 py-2.5 text-[13px]" aria-live="polite">
      <p className="font-[560]">
        {cronWords(cron)} <span className="font-[450] text-muted">by the clocks of {timezone}</span>
      </p>
      {error ? (
        <p className="text-failed">{error.message}</p>
      ) : (
        <p className="min-h-10 text-muted tabular">
          Here that is {data?.next_runs.map((at) => when(at)).join(', ') ?? '…'}
        </p>
      )}
    </div>
  );
}
