import type { Pipeline } from '@/api/client';
import { Button } from '@/ui/button';
import { CopyButton } from '@/ui/code';
import { useActions } from './use-actions';

/** What happened, why, and the one thing to do about it. */
export function Failure({ pipeline }: { pipeline: Pipeline }) {
  const { id, error, failed_step: step, failed_task: task } = pipeline;
  const { control } = useActions(id);
  if (!error) return null;
  const about = [`pipeline ${id}`, task && `task ${task}`, `code ${error.code}`].filter(Boolean).join(', ');
  return (
    <div role="alert" className="flex flex-wrap items-center gap-3 rounded-media border border-failed/60 bg-panel p-4">
      <div className="min-w-0 flex-1 basis-64">
        <p className="font-[600]">{error.message}</p>
        <p className="text-muted">{error.hint}</p>
        <p className="mt-1 text-[13px] text-muted">
          {step && `Step ${step}, `}
          {about}
        </p>
      </div>
      <CopyButton text={`${error.message} (${about})`} label="Copy for support" />
      {pipeline.status === 'failed' && (
        <Button kind="accent" disabled={control.isPending} onClick={() => control.mutate('run')}>
          Try again what failed
        </Button>
      )}
    </div>
  );
}
