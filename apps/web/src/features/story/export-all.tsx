import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { LoaderCircle } from 'lucide-react';
import { useState } from 'react';
import { client, dataOf } from '@/api/client';
import type { Schemas } from '@/api/client';
import { estimateQuery, pipelineQuery } from '@/api/queries';
import type { Project } from '@/lib/project';
import { dollars, plural } from '@/lib/format';
import { Button } from '@/ui/button';
import { Segmented } from '@/ui/segmented';
import { Switch } from '@/ui/switch';
import { toast, toastError } from '@/ui/toasts';
import { PriceLines } from '@/widgets/price-lines';

type Quality = 'draft' | 'standard' | 'high';
const QUALITIES = [
  { value: 'draft', label: 'Draft' },
  { value: 'standard', label: 'Standard' },
  { value: 'high', label: 'High' },
] as const;
const ASPECTS = [
  { value: '16:9', label: '16:9' },
  { value: '9:16', label: '9:16' },
  { value: '1:1', label: '1:1' },
] as const;

/** Every shot of a project in one queue: what it makes and costs is on the button. */
export function ExportAll({ project }: { project: Project }) {
  const [quality, setQuality] = useState<Quality>('standard');
  const [aspect, setAspect] = useState<'16:9' | '9:16' | '1:1'>('16:9');
  const [larger, setLarger] = useState(false);
  const body = {
    template: 'export_all',
    inputs: { shots: project.shots, quality, aspect, upscale: larger ? 1 : 0 },
  };
  const { data: estimate, error } = useQuery(estimateQuery(body));
  const start = useExport(project.name);
  return (
    <div className="flex flex-col gap-4">
      <div className="grid gap-4 sm:grid-cols-2">
        <Segmented label="Quality" value={quality} options={QUALITIES} onChange={setQuality} />
        <Segmented label="Width to height" value={aspect} options={ASPECTS} onChange={setAspect} />
      </div>
      <div className="flex min-h-11 items-center justify-between gap-3">
        <span>Make each video twice as large in the end</span>
        <Switch label="Make each video twice as large in the end" checked={larger} onChange={setLarger} />
      </div>
      {error && <p className="text-failed">{error.message}</p>}
      {estimate && <PriceLines estimate={estimate} />}
      <Button
        kind="accent"
        disabled={!estimate || error !== null || start.isPending}
        onClick={() => start.mutate(body)}
        className="self-end tabular"
      >
        {start.isPending && <LoaderCircle className="animate-spin" />}
        {[
          'Export all',
          plural(project.shots.length, 'shot'),
          estimate && (estimate.total_usd === 0 ? 'free' : dollars(estimate.total_usd)),
        ]
          .filter(Boolean)
          .join(' · ')}
      </Button>
    </div>
  );
}

function useExport(name: string) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: async (body: Schemas['CreatePipelineDto']) => {
      const { id } = dataOf(await client.POST('/pipelines', { body }));
      const params = { path: { id } };
      dataOf(await client.PUT('/pipelines/{id}', { params, body: { name } }));
      return dataOf(await client.POST('/pipelines/{id}/run', { params }));
    },
    onSuccess: async (pipeline) => {
      queries.setQueryData(pipelineQuery(pipeline.id).queryKey, pipeline);
      void queries.invalidateQueries({ queryKey: ['pipelines'] });
      toast('Exporting; it goes on when this page is closed');
      await navigate({ to: '/story/$id', params: { id: pipeline.id } });
    },
    onError: (error) => toastError('The export could not be started', error),
  });
}
