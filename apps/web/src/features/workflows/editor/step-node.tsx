import { useStore } from '@xyflow/react';
import type { Node, NodeProps, ReactFlowState } from '@xyflow/react';
import { CircleAlert, Flag, Hand, LoaderCircle } from 'lucide-react';
import { memo } from 'react';
import { cn } from '@/lib/cn';
import { dollars, plural, sentence } from '@/lib/format';
import { thumbnail } from '@/lib/media';
import { Dot, FILL, toneOf } from '@/ui/dot';
import type { Tone } from '@/ui/dot';
import { bodyHeight, NODE } from '../model/layout';
import { AFTER, EACH, targetsOf } from '../model/ports';
import type { Step, StepType } from '../model/types';
import type { NodeInfo } from './infos';
import { MEDIA_COLOUR, MEDIA_ICONS, mainMedia } from './look';
import { Port } from './port';
import { Result } from './result';
import { useEditorState } from './store';
import { settingsOf, wordsOf } from './summary';

export type StepNode = Node<{ step: Step; type: StepType | undefined; taken: string }, 'step'>;

/** A step as a small card: what it is, what it takes and gives, what it made, what it costs. */
export const StepNodeCard = memo(function StepNodeCard(props: NodeProps<StepNode>) {
  const far = useStore(isFar);
  return far ? <FarCard {...props} /> : <NearCard {...props} />;
});

const MANY = 60;
const FAR = 0.5;
/** Of a large graph seen from afar only what can be told from there is drawn. */
const isFar = ({ nodes, transform }: ReactFlowState): boolean => nodes.length > MANY && transform[2] < FAR;

function FarCard({ data: { step, type }, selected }: NodeProps<StepNode>) {
  const info = useEditorState(({ infos }) => infos.get(step.id));
  const { result, status } = info ?? {};
  return (
    <div
      className={cn(
        'flex size-full flex-col gap-3 rounded-media border-2 border-line-strong bg-panel p-4',
        (selected || info?.critical) && 'border-accent',
        info?.problems.length && 'border-failed',
      )}
    >
      <span className="truncate text-[26px] leading-9 font-[640]">{sentence(step.id)}</span>
      {result && (result.type === 'image' || result.type === 'video') ? (
        <img src={thumbnail(result.digest, 128)} alt="" className="min-h-0 flex-1 rounded-control object-cover" />
      ) : (
        <span className={cn('min-h-0 flex-1 rounded-control bg-current opacity-20', MEDIA_COLOUR[mainMedia(type)])} />
      )}
      <span className={cn('h-2 rounded-full', status === undefined ? 'bg-line' : FILL[toneOfInfo(info!)])} />
    </div>
  );
}

function NearCard({ data: { step, type, taken }, selected }: NodeProps<StepNode>) {
  const info = useEditorState(({ infos }) => infos.get(step.id));
  const problem = info?.problems[0];
  return (
    <div
      className={cn(
        'workflow-node relative flex size-full flex-col rounded-media border border-line-strong bg-panel',
        selected && 'border-accent outline-1 outline-accent',
        !selected && info?.critical && 'border-accent',
        !selected && problem && 'border-failed',
      )}
    >
      <Head step={step} type={type} info={info} />
      {type && <Ports step={step} type={type} taken={new Set(taken.split(' '))} />}
      <div className="mt-auto px-2" style={{ height: bodyHeight(type) }}>
        <Result step={step} type={type} info={info} words={wordsOf(step, type) ?? ''} />
      </div>
      <Foot info={info} settings={settingsOf(step, type)} />
      {problem && (
        <p className="absolute top-full mt-1.5 w-full rounded-md bg-panel px-2 py-1 text-[12px] text-failed">
          {problem.message}
          {info.problems.length > 1 && ` (and ${plural(info.problems.length - 1, 'more', 'more')})`}
        </p>
      )}
    </div>
  );
}

function Head({ step, type, info }: { step: Step; type: StepType | undefined; info: NodeInfo | undefined }) {
  const media = mainMedia(type);
  const Icon = MEDIA_ICONS[media];
  return (
    <header className="flex items-center gap-2 px-3" style={{ height: NODE.head }}>
      <Icon className={cn('size-4 shrink-0', MEDIA_COLOUR[media])} aria-hidden />
      <span className="min-w-0 flex-1 leading-4">
        <span className="block truncate font-[600]">{sentence(step.id)}</span>
        <span className="block truncate text-[12px] text-muted">{type?.title ?? `Unknown: ${step.type}`}</span>
      </span>
      {info?.paused && (
        <span title="Waits for you to look at its results">
          <Hand className="size-3.5 text-review" aria-hidden />
        </span>
      )}
      {info?.delivered && (
        <span title="A result of the workflow">
          <Flag className="size-3.5 text-muted" aria-hidden />
        </span>
      )}
      {info?.problems.length ? (
        <CircleAlert className="size-4 shrink-0 text-failed" aria-hidden />
      ) : (
        <Status info={info} />
      )}
    </header>
  );
}

export const toneOfInfo = ({ status, review = 0 }: NodeInfo): Tone => (review > 0 ? 'review' : toneOf(status ?? ''));

function Status({ info }: { info: NodeInfo | undefined }) {
  if (info?.status === undefined) return null;
  if (info.status === 'running')
    return <LoaderCircle className="size-4 shrink-0 animate-spin text-running" aria-hidden />;
  return <Dot tone={toneOfInfo(info)} />;
}

function Ports({ step, type, taken }: { step: Step; type: StepType; taken: ReadonlySet<string> }) {
  const targets = targetsOf(type, step);
  const top = (row: number) => NODE.head + NODE.row * row;
  return (
    <>
      <Port
        {...{ node: step.id, name: AFTER, side: 'in', media: 'json', label: '' }}
        top={(NODE.head - NODE.row) / 2}
        connected={taken.has(AFTER)}
      />
      {targets.map(({ name, media, list, required, option }, row) => (
        <Port
          {...{ key: name, node: step.id, name, side: 'in', media: media[0]!, many: list, top: top(row) }}
          required={required && !(option && step.config?.[name] !== undefined)}
          connected={taken.has(name) || (option && step.config?.[name] !== undefined)}
        />
      ))}
      <Port
        {...{ node: step.id, name: EACH, side: 'in', media: 'json', many: true, label: 'For each of' }}
        {...{ top: top(targets.length), connected: taken.has(EACH) }}
      />
      {Object.entries(type.outputs).map(([name, { media, list = false }], row) => (
        <Port key={name} {...{ node: step.id, name, side: 'out', media, many: list, top: top(row) }} />
      ))}
    </>
  );
}

function Foot({ info, settings }: { info: NodeInfo | undefined; settings: string }) {
  const { tasks, usd, cached = 0, status, done = 0, progress = 0, error } = info ?? { problems: [] };
  const running = status !== undefined && status !== 'pending';
  return (
    <footer
      className="relative flex items-center gap-2 px-3 text-[12px] text-muted tabular"
      style={{ height: NODE.foot }}
    >
      <span className={cn('min-w-0 flex-1 truncate', error && 'text-failed')} title={error ?? settings}>
        {error ?? (running ? `${done} of ${tasks ?? 0} done` : settings)}
      </span>
      {!running && tasks !== undefined && tasks !== 1 && <span className="font-[600] text-text">{tasks}×</span>}
      {!running && cached > 0 && <span className="text-done">{cached} there</span>}
      {usd !== undefined && <span className="font-[600] text-text">{usd === 0 ? 'free' : dollars(usd)}</span>}
      {running && info && (
        <span className="absolute inset-x-0 bottom-0 h-0.5 overflow-hidden rounded-b-media bg-line" aria-hidden>
          <span
            className={cn('block h-full origin-left', FILL[toneOfInfo(info)])}
            style={{ transform: `scaleX(${progress})` }}
          />
        </span>
      )}
    </footer>
  );
}
