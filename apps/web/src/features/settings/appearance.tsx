import { useQuery } from '@tanstack/react-query';
import { client, dataOf } from '@/api/client';
import { useTheme } from '@/lib/theme';
import { Segmented } from '@/ui/segmented';
import { Card, Read, Section } from './parts';

const THEMES = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const;

export function Appearance() {
  const [theme, choose] = useTheme();
  return (
    <Section title="Appearance" text="How the studio looks in this browser, and what runs behind it.">
      <Card className="flex flex-wrap items-center justify-between gap-3">
        <h3 className="font-[560]">Theme</h3>
        <Segmented label="Theme" value={theme} options={THEMES} onChange={choose} />
      </Card>
      <About />
    </Section>
  );
}

function About() {
  const health = useQuery({
    queryKey: ['health'],
    queryFn: async () => dataOf(await client.GET('/health')),
  });
  return (
    <Read query={health} places={1}>
      {({ version, home, redis, workers = {}, status }) => (
        <Card>
          <h3 className="pb-3 font-[560]">What runs here</h3>
          <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2 [&_dt]:text-muted [&_dd]:min-w-0 [&_dd]:break-words">
            <dt>Version</dt>
            <dd className="tabular">{version ?? 'unknown'}</dd>
            <dt>Health</dt>
            <dd>{status === 'ok' && redis === 'up' ? 'Everything answers' : 'Redis does not answer'}</dd>
            <dt>Worker slots</dt>
            <dd className="tabular">
              {Object.entries(workers)
                .map(([queue, slots]) => `${queue} ${slots}`)
                .join(', ') || 'none'}
            </dd>
            <dt>Kept in</dt>
            <dd className="font-mono text-[13px]">{home ?? 'not told to this key'}</dd>
            <dt>API</dt>
            <dd>
              <a href="/docs" className="underline underline-offset-2">
                Documentation of this gateway
              </a>
            </dd>
          </dl>
        </Card>
      )}
    </Read>
  );
}
