import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Bell } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { PipelineSummary } from '@/api/client';
import { isUnderway, recentQuery } from '@/api/queries';
import { plural } from '@/lib/format';
import { Tip } from '@/ui/tip';
import { toast } from '@/ui/toasts';

/** Shorter runs are watched, as a rule. */
const LONG_MS = 30_000;

/** Says when a run ends or waits for a decision: on the page, and beside it where the browser may. */
export function Notices() {
  const { data } = useQuery(recentQuery);
  const navigate = useNavigate();
  const before = useRef<ReadonlyMap<string, PipelineSummary>>(undefined);
  useEffect(() => {
    if (!data) return;
    const known = before.current;
    before.current = new Map(data.items.map((pipeline) => [pipeline.id, pipeline]));
    if (!known) return;
    for (const pipeline of data.items) {
      const news = newsOf(known.get(pipeline.id), pipeline);
      if (!news) continue;
      const show = () =>
        void (news.tone === 'review'
          ? navigate({ to: '/review/$id', params: { id: pipeline.id } })
          : navigate({ to: '/', search: { run: pipeline.id } }));
      // Who looks at it has seen it.
      if (!isShown(pipeline.id)) toast(news.title, { ...news, action: { label: news.action, act: show } });
      if (document.hidden || isLong(pipeline)) tellBeside(news.title, pipeline, show);
    }
  }, [data, navigate]);
  return null;
}

function newsOf(before: PipelineSummary | undefined, { name, status, in_review: review, error }: PipelineSummary) {
  if (before && isUnderway(before) && status === 'completed')
    return { title: `${name} is done`, tone: 'done', action: 'Show' } as const;
  if (before && isUnderway(before) && status === 'failed')
    return { title: `${name} failed`, ...(error && { text: error.message }), tone: 'failed', action: 'Show' } as const;
  if (before && before.in_review === 0 && review > 0)
    return { title: `${name}: ${plural(review, 'result')} to review`, tone: 'review', action: 'Review' } as const;
  return undefined;
}

const isShown = (id: string): boolean => !document.hidden && window.location.href.includes(id);
const isLong = ({ started_at: start, ended_at: end }: PipelineSummary): boolean =>
  start !== undefined && end !== undefined && Date.parse(end) - Date.parse(start) > LONG_MS;

const mayTell = (): boolean => 'Notification' in window && Notification.permission === 'granted';

function tellBeside(title: string, { id }: PipelineSummary, show: () => void): void {
  if (!mayTell()) return;
  // One for each pipeline, from however many tabs.
  const notice = new Notification(title, { tag: id, icon: '/studio/mark.svg' });
  notice.onclick = () => {
    window.focus();
    show();
    notice.close();
  };
}

/** Asks to be told beside the page; gone once that is settled. */
export function TellMe() {
  const [asked, setAsked] = useState(() => !('Notification' in window) || Notification.permission !== 'default');
  if (asked) return null;
  return (
    <Tip text="The browser says so when a long run ends">
      <button
        type="button"
        onClick={() => void Notification.requestPermission().then(() => setAsked(true))}
        className="hidden items-center gap-1.5 transition-colors hover:text-text sm:flex"
      >
        <Bell className="size-3.5" aria-hidden />
        Tell me when it is done
      </button>
    </Tip>
  );
}
