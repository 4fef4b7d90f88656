import { CopyButton } from '@/ui/code';
import { sentence } from '@/lib/format';
import { Fact, Section } from './details';
import type { Detail } from './details';

interface Kept {
  step?: { type?: string; version?: string };
  provider?: { id?: string; model?: string; version?: string };
  config?: Record<string, unknown>;
  seed?: number;
  upload?: { recipe?: Kept };
}

/** Every setting it was made with. */
export function Recipe({ item: { recipe } }: { item: Detail }) {
  const kept = (recipe ?? {}) as Kept;
  const told = kept.step === undefined ? kept.upload?.recipe : undefined;
  const shown = told ?? kept;
  if (!shown.step) return null;
  const settings = Object.entries(shown.config ?? {}).filter(([, value]) => isSaid(value));
  const rows: [string, unknown][] = [
    ['Step', `${sentence(shown.step.type ?? '')}, version ${shown.step.version ?? '?'}`],
    ['Provider', [shown.provider?.id, shown.provider?.model, shown.provider?.version].filter(Boolean).join(' · ')],
    ...(shown.seed === undefined ? [] : [['Seed', shown.seed] as [string, unknown]]),
    ...settings.map(([name, value]) => [sentence(name), value] as [string, unknown]),
  ];
  return (
    <Section title="Settings" action={<CopyButton text={JSON.stringify(shown, null, 2)} label="Copy as JSON" />}>
      {told && <p className="text-[13px] text-muted">As the file itself tells, which Reelwright made elsewhere.</p>}
      <dl className="grid grid-cols-[minmax(5rem,auto)_1fr] gap-x-4 gap-y-1.5 text-[13px]">
        {rows.map(([name, value]) => (
          <Fact key={name} name={name}>
            {inWords(value)}
          </Fact>
        ))}
      </dl>
    </Section>
  );
}

/** What is empty says nothing. */
const isSaid = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);

const LONG = 240;
function inWords(value: unknown): string {
  const text =
    typeof value === 'string' ? value : typeof value === 'boolean' ? (value ? 'yes' : 'no') : JSON.stringify(value);
  return text.length > LONG ? `${text.slice(0, LONG)}…` : text;
}
