import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { LoaderCircle } from 'lucide-react';
import { useState } from 'react';
import { ApiProblem, client, dataOf } from '@/api/client';
import type { Pipeline } from '@/api/client';
import { pipelineQuery } from '@/api/queries';
import { dollars, sentence } from '@/lib/format';
import { useDebounced } from '@/lib/use-debounced';
import { Button } from '@/ui/button';
import { Input, Labelled, TextArea } from '@/ui/input';
import { Modal } from '@/ui/modal';
import { Skeleton } from '@/ui/skeleton';
import { toast, toastError } from '@/ui/toasts';
import { PlanAgain, planAgainQuery } from '@/widgets/plan-again';
import { InputField } from './input-field';
import { changedIn, settingsIn, specsOf } from './inputs';
import type { Changes } from './use-actions';

const SETTLE_MS = 300;

interface ForkDialogProps {
  id: string;
  /** Takes over only what was made by then. */
  checkpoint?: string | undefined;
  onClose: () => void;
}

/** A new pipeline with changes: what is reused, what is made anew and what that costs is shown before. */
export function ForkDialog({ id, checkpoint, onClose }: ForkDialogProps) {
  const { data: pipeline } = useQuery(pipelineQuery(id));
  return (
    <Modal
      open
      onOpenChange={(open) => !open && onClose()}
      size="large"
      title={`Fork ${pipeline?.name ?? ''}`.trim()}
      description={
        checkpoint === undefined
          ? 'A new pipeline; this one stays as it is. What no change reaches is not made again.'
          : `A new pipeline from what was made by checkpoint ${checkpoint.split('@')[1]}.`
      }
    >
      {pipeline ? (
        <Form pipeline={pipeline} checkpoint={checkpoint} onClose={onClose} />
      ) : (
        <Skeleton className="h-64" />
      )}
    </Modal>
  );
}

function Form({
  pipeline,
  checkpoint,
  onClose,
}: { pipeline: Pipeline } & Pick<ForkDialogProps, 'checkpoint' | 'onClose'>) {
  const specs = specsOf(pipeline.definition);
  const [inputs, setInputs] = useState(pipeline.inputs);
  const [settings, setSettings] = useState('');
  const [seed, setSeed] = useState('');
  const read = settingsIn(settings);
  const number = Number(seed);
  const badSeed = seed !== '' && !(Number.isInteger(number) && number >= 0 && number <= 0xffff_ffff);
  const changed = changedIn(pipeline.inputs, inputs);
  const changes: Changes = {
    ...(Object.keys(changed).length > 0 && { inputs: changed }),
    ...(read.config && { config: read.config }),
    ...(seed !== '' && !badSeed && { seed: number }),
    ...(checkpoint !== undefined && { checkpoint }),
  };
  const plan = useQuery(planAgainQuery(pipeline.id, useDebounced(changes, SETTLE_MS)));
  const fork = useFork(pipeline.id, onClose);
  const bad = read.error !== undefined || badSeed || plan.isError;
  return (
    <form
      className="grid gap-6 lg:grid-cols-[1fr_20rem]"
      onSubmit={(event) => {
        event.preventDefault();
        if (!bad) fork.mutate(changes);
      }}
    >
      <div className="flex flex-col gap-4">
        {Object.entries(specs).map(([name, spec]) => (
          <InputField
            key={name}
            name={sentence(name)}
            spec={spec}
            value={inputs[name]}
            onChange={(value) => setInputs((before) => ({ ...before, [name]: value }))}
          />
        ))}
        <Labelled
          label="Settings that change, by step"
          hint={`JSON; the steps are ${pipeline.steps.map((step) => step.id).join(', ')}.`}
          error={read.error}
        >
          <TextArea
            value={settings}
            spellCheck={false}
            placeholder={`{"${pipeline.steps.at(-1)?.id ?? 'step'}": {}}`}
            onChange={(event) => setSettings(event.target.value)}
            className="min-h-16 font-mono text-[13px]"
          />
        </Labelled>
        <Labelled
          label="Seed"
          hint={`Another one makes everything anew. It was ${pipeline.seed}.`}
          error={badSeed ? 'A whole number from 0 to 4,294,967,295.' : undefined}
        >
          <Input inputMode="numeric" value={seed} onChange={(event) => setSeed(event.target.value.trim())} />
        </Labelled>
      </div>
      <div className="flex flex-col gap-3 self-start lg:sticky lg:top-0">
        <h3 className="text-[13px] font-[600]">What it would do</h3>
        {plan.isError ? (
          <Problems error={plan.error} />
        ) : plan.data ? (
          <PlanAgain plan={plan.data} />
        ) : (
          <Skeleton className="h-40" />
        )}
        <Button
          kind="accent"
          type="submit"
          disabled={bad || fork.isPending || !plan.data}
          className="sticky bottom-0 tabular"
        >
          {fork.isPending && <LoaderCircle className="animate-spin" />}
          {['Fork and run', plan.data && !bad && priceOf(plan.data.cost_micro_dollars)].filter(Boolean).join(' · ')}
        </Button>
      </div>
    </form>
  );
}

const priceOf = (micro: number) => (micro === 0 ? 'free' : dollars(micro / 1e6));

/** What is wrong with the changes, each with what to do. */
function Problems({ error }: { error: Error }) {
  const problems = error instanceof ApiProblem ? (error.problem.problems ?? []) : [];
  return (
    <div role="alert" className="flex flex-col gap-2 text-[13px]">
      {problems.length === 0 && <p className="text-failed">{error.message}</p>}
      {problems.map(({ path, message, hint }) => (
        <p key={`${path} ${message}`}>
          <span className="text-failed">{message}</span> <span className="text-muted">{hint}</span>
        </p>
      ))}
    </div>
  );
}

function useFork(id: string, onClose: () => void) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: async (changes: Changes) =>
      dataOf(await client.POST('/pipelines/{id}/fork', { params: { path: { id } }, body: { ...changes, run: true } })),
    onSuccess: async (pipeline) => {
      queries.setQueryData(pipelineQuery(pipeline.id).queryKey, pipeline);
      toast('Forked, and running');
      onClose();
      await navigate({ to: '/pipelines/$id', params: { id: pipeline.id } });
    },
    onError: (error) => toastError('It could not be forked', error),
    onSettled: () => queries.invalidateQueries({ queryKey: ['pipelines'] }),
  });
}
