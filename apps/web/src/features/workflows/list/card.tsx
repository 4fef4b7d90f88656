import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Copy, Download, Ellipsis, Trash2 } from 'lucide-react';
import type { Schemas } from '@/api/client';
import { age, dollars, duration, plural, sentence } from '@/lib/format';
import { IconButton } from '@/ui/button';
import { Menu, MenuItem, MenuLine } from '@/ui/menu';
import { ShareButton } from '@/widgets/share';
import { mainMedia } from '../editor/look';
import { exampleInputs } from '../model/examples';
import { MEDIA_NAMES } from '../model/ports';
import type { Definition, StepTypes } from '../model/types';
import { blueprintQuery, planQuery, stepTypesQuery } from '../queries';
import { MiniGraph } from './mini-graph';
import type { useActions } from './use-actions';

interface CardProps {
  summary: Schemas['BlueprintSummaryDto'];
  actions: ReturnType<typeof useActions>;
}

export function WorkflowCard({
  summary: { name, description, built_in: isTemplate, version, updated_at },
  actions,
}: CardProps) {
  const { data } = useQuery(blueprintQuery(name));
  const { data: types } = useQuery(stepTypesQuery);
  const definition = data?.definition as Definition | undefined;
  const source = isTemplate ? { template: name } : { blueprint: name };
  return (
    <article className="group relative flex flex-col rounded-media border border-line bg-panel transition-colors focus-within:border-dim hover:border-dim">
      <MiniGraph definition={definition} />
      <Link
        to="/workflows/$name"
        params={{ name }}
        aria-label={sentence(name)}
        className="absolute inset-0 rounded-media"
      />
      <div className="flex flex-1 flex-col gap-1 p-3">
        <h3 className="font-[640]">{sentence(name)}</h3>
        <p className="line-clamp-2 min-h-10 text-[13px] text-muted">{description || 'No description yet.'}</p>
        <div className="relative mt-auto flex items-center gap-1 pt-1">
          <p className="pointer-events-none min-w-0 flex-1 truncate text-[13px] text-muted tabular">
            {definition && types ? factsOf(definition, types) : ' '}
            {definition && <Price definition={definition} name={name} />}
          </p>
          <ShareButton compact request={definition && { ...source, inputs: exampleInputs(definition) ?? {} }} />
          <Menu
            trigger={
              <IconButton label={`More about ${sentence(name)}`}>
                <Ellipsis />
              </IconButton>
            }
          >
            <MenuItem onSelect={() => actions.duplicate.mutate(name)}>
              <Copy aria-hidden /> Duplicate
            </MenuItem>
            <MenuItem asChild>
              <a href={`/blueprints/${name}/export?format=json`} download>
                <Download aria-hidden /> Export as JSON
              </a>
            </MenuItem>
            {!isTemplate && (
              <>
                <MenuLine />
                <MenuItem danger onSelect={() => actions.remove.mutate(name)}>
                  <Trash2 aria-hidden /> Delete
                </MenuItem>
              </>
            )}
          </Menu>
        </div>
        {!isTemplate && (
          <p className="text-[12px] text-muted tabular">
            Version {version}
            {updated_at !== undefined && ` · ${age(updated_at)}`}
          </p>
        )}
      </div>
    </article>
  );
}

/** What it makes and of how many steps. */
function factsOf({ steps, outputs }: Definition, types: StepTypes): string {
  const last = outputs?.length ? steps.filter(({ id }) => outputs.includes(id)) : steps.slice(-1);
  const made = new Set(last.map(({ type }) => MEDIA_NAMES[mainMedia(types.get(type))].toLowerCase()));
  return `${plural(steps.length, 'step')} · ${[...made].join(' and ')}`;
}

/** What it takes with its own settings and examples for the words it asks for. */
function Price({ definition, name }: { definition: Definition; name: string }) {
  const inputs = exampleInputs(definition);
  const { data } = useQuery({ ...planQuery(inputs && { blueprint: name, inputs }), staleTime: 300_000 });
  if (!data) return null;
  const { plan, estimate } = data;
  const price = estimate.total_usd === 0 ? 'free' : `${dollars(estimate.total_usd)}`;
  return ` · ${estimate.unpriced.length > 0 ? 'price unknown' : price} · ${duration(plan.seconds)}`;
}
