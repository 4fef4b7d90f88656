import { useInfiniteQuery } from '@tanstack/react-query';
import { ScrollText } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Pipeline, Schemas } from '@/api/client';
import { Empty } from '@/ui/empty';
import { Input } from '@/ui/input';
import { Skeletons } from '@/ui/skeleton';
import { logQuery } from './queries';
import { isOver } from './row-menu';
import { lineOf } from './log-line';

type Entry = Schemas['LogEntryDto'];
/** More lines than these are found by searching. */
const MOST = 500;

/** What happened and was decided: which provider, why, from the cache or not. */
export function Log({ pipeline }: { pipeline: Pipeline }) {
  const [words, setWords] = useState('');
  const log = useInfiniteQuery({ ...logQuery(pipeline.id), refetchInterval: isOver(pipeline) ? false : 5_000 });
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = log;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const entries = log.data?.pages.flatMap(({ items }) => items) ?? [];
  const found = entries.map(shown).filter(({ text }) => text.toLowerCase().includes(words.trim().toLowerCase()));
  const rest = found.length - MOST;
  return (
    <div className="flex flex-col gap-3">
      <Input
        type="search"
        value={words}
        onChange={(event) => setWords(event.target.value)}
        placeholder="A step, a task, a provider, an error"
        aria-label="Search the log"
        className="sm:max-w-sm"
      />
      {log.isPending && <Skeletons count={6} className="h-6" />}
      {!log.isPending && found.length === 0 && (
        <Empty
          icon={ScrollText}
          title={entries.length === 0 ? 'Nothing has happened yet' : 'Nothing fits'}
          text={entries.length === 0 ? 'What is done and decided is written here.' : 'Fewer letters find more.'}
        />
      )}
      {rest > 0 && <p className="text-[13px] text-muted">{rest} earlier lines are found by searching.</p>}
      {found.length > 0 && (
        <ol
          aria-label="Log"
          tabIndex={0}
          className="max-h-[60dvh] overflow-y-auto rounded-media border border-line bg-panel p-3 font-mono text-[13px] leading-6"
        >
          {found.slice(-MOST).map(({ key, time, text, failed }) => (
            <li key={key} className={failed ? 'text-failed' : ''}>
              <time className="mr-3 text-muted tabular">{time}</time>
              {text}
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}

function shown(entry: Entry, at: number) {
  const time = new Date(entry.time).toLocaleTimeString(undefined, { hour12: false });
  return { key: at, time, text: lineOf(entry), failed: entry.event === 'error' };
}
