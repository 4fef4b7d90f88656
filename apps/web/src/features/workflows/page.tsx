import { useQuery } from '@tanstack/react-query';
import { Link, getRouteApi } from '@tanstack/react-router';
import { FileQuestion } from 'lucide-react';
import { useState } from 'react';
import { pipelineQuery } from '@/api/queries';
import { buttonStyle } from '@/ui/button';
import { Empty } from '@/ui/empty';
import { Skeleton } from '@/ui/skeleton';
import { NEW, readDraft, readPlaces } from './drafts';
import { Editor, EditorProvider } from './editor/store';
import type { Blueprint } from './editor/saving';
import { Workbench } from './editor/workbench';
import { EMPTY, emptyDoc } from './model/commands';
import type { Definition, Doc, StepTypes } from './model/types';
import { blueprintQuery, stepTypesQuery } from './queries';

export { WorkflowsPage } from './list/page';

const route = getRouteApi('/workflows/$name');

/** One workflow, saved or not. */
export function WorkflowPage() {
  const { name } = route.useParams();
  const { from, version } = route.useSearch();
  return <Loaded key={`${name} ${version ?? ''} ${from ?? ''}`} />;
}

function Loaded() {
  const { name } = route.useParams();
  const { from: given, version, run } = route.useSearch();
  const [draft] = useState(() => (version === undefined ? readDraft(name) : undefined));
  // A run that is shown by itself brings its workflow along.
  const [from] = useState(given ?? (name === NEW && !draft ? run : undefined));
  const wanted = version === undefined ? undefined : Number(version);
  const types = useQuery(stepTypesQuery);
  const blueprint = useQuery({ ...blueprintQuery(name, wanted), enabled: name !== NEW });
  const pipeline = useQuery({ ...pipelineQuery(from ?? ''), enabled: name === NEW && from !== undefined });
  const error = types.error ?? blueprint.error ?? pipeline.error;
  if (error)
    return (
      <Empty icon={FileQuestion} title="This workflow cannot be shown" text={error.message}>
        <Link to="/workflows" className={buttonStyle({ kind: 'plain' })}>
          All workflows
        </Link>
      </Empty>
    );
  const isThere = name === NEW ? from === undefined || pipeline.data : blueprint.data;
  if (!types.data || !isThere) return <Skeleton className="m-4 flex-1" />;
  const saved = blueprint.data && {
    ...emptyDoc(blueprint.data.definition as unknown as Definition),
    positions: readPlaces(name),
  };
  const start = pipeline.data && {
    ...emptyDoc(pipeline.data.definition as unknown as Definition),
    inputs: pipeline.data.inputs,
  };
  return <Opened {...{ name, types: types.data, blueprint: blueprint.data, saved }} start={start ?? draft} />;
}

interface OpenedProps {
  name: string;
  types: StepTypes;
  blueprint: Blueprint | undefined;
  saved: Doc | undefined;
  /** What was being worked on, or what it begins with. */
  start: Doc | undefined;
}

function Opened({ name, types, blueprint, saved, start }: OpenedProps) {
  const { run } = route.useSearch();
  const navigate = route.useNavigate();
  const [editor] = useState(() => {
    const first = saved ?? emptyDoc(EMPTY);
    return new Editor(start ?? first, types, first);
  });
  return (
    <EditorProvider value={editor}>
      <Workbench
        {...{ name, blueprint, run }}
        onRun={(id) => void navigate({ search: (before) => ({ ...before, run: id }) })}
        onSaved={(kept) =>
          void navigate({
            params: { name: kept.name },
            search: run === undefined ? {} : { run },
            replace: name === kept.name,
          })
        }
      />
    </EditorProvider>
  );
}
