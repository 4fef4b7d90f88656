import { useQueryClient } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Output, Pipeline } from './client';
import { pipelineQuery } from './queries';

export interface PipelineEvent {
  id?: string;
  type: string;
  pipeline_id: string;
  data: Record<string, unknown>;
}

/** What is under way of one task. */
export interface LiveTask {
  progress: number;
  note?: string;
  previewUrl?: string;
}

export interface Live {
  connected: boolean;
  /** Outputs in the order they were made, by task and port. */
  outputs: ReadonlyMap<string, Output>;
  /** Tasks that run, by id. */
  running: ReadonlyMap<string, LiveTask>;
}

const NOTHING: Live = { connected: false, outputs: new Map(), running: new Map() };
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;

/**
 * A pipeline's events from its first: outputs and what runs are gathered here, the rest goes into what was read of the
 * pipeline. After a lost connection it goes on behind the last event it saw.
 */
export function useLive(id: string): Live {
  const queries = useQueryClient();
  const [live, setLive] = useState(NOTHING);
  useEffect(() => follow(id, queries, setLive), [id, queries]);
  return live;
}

function follow(id: string, queries: QueryClient, show: (live: Live) => void): () => void {
  const outputs = new Map<string, Output>();
  const running = new Map<string, LiveTask>();
  let [last, wait, over, connected] = ['0', FIRST_WAIT_MS, false, false];
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let frame: number | undefined;

  // Many events at once are one picture.
  const paint = () => {
    frame ??= requestAnimationFrame(() => {
      frame = undefined;
      show({ connected, outputs: new Map(outputs), running: new Map(running) });
    });
  };
  const reread = () => void queries.invalidateQueries({ queryKey: pipelineQuery(id).queryKey });
  const take = (event: PipelineEvent) => {
    if (event.id !== undefined) last = event.id;
    const task = event.data.task_id as string;
    if (event.type === 'output_ready') {
      outputs.set(`${task} ${String(event.data.port)}`, outputOf(event));
      running.delete(task);
    } else if (event.type === 'preview') {
      running.set(task, { ...(running.get(task) ?? { progress: 0 }), previewUrl: String(event.data.preview_url) });
    } else if (event.type === 'task_status') {
      noteTask(running, task, event.data);
    } else if (event.type === 'step_progress') {
      queries.setQueryData(pipelineQuery(id).queryKey, (before) => before && withProgress(before, event.data));
    } else if (event.type === 'gap') {
      reread();
    } else {
      reread();
    }
    paint();
  };
  const connect = () => {
    const address = new URL(`/pipelines/${id}/events?after=${last}`, window.location.href);
    address.protocol = address.protocol.replace('http', 'ws');
    socket = new WebSocket(address);
    socket.onopen = () => {
      [wait, connected] = [FIRST_WAIT_MS, true];
      reread();
      paint();
    };
    socket.onmessage = ({ data }) => take(JSON.parse(data as string) as PipelineEvent);
    socket.onclose = ({ code }) => {
      connected = false;
      paint();
      if (over || code === 4404) return;
      timer = setTimeout(connect, wait);
      wait = Math.min(2 * wait, LONGEST_WAIT_MS);
    };
  };
  connect();
  return () => {
    over = true;
    clearTimeout(timer);
    if (frame !== undefined) cancelAnimationFrame(frame);
    socket?.close();
  };
}

function outputOf({ data }: PipelineEvent): Output {
  const { output_url, output_type, ...rest } = data as unknown as Output & { output_url: string; output_type: string };
  return { ...rest, url: output_url, type: output_type as Output['type'] };
}

function noteTask(running: Map<string, LiveTask>, task: string, data: Record<string, unknown>): void {
  if (data.status !== 'running') return void running.delete(task);
  const before = running.get(task);
  const progress = Math.max(before?.progress ?? 0, Number(data.progress ?? 0));
  running.set(task, { ...before, progress, ...(typeof data.note === 'string' && { note: data.note }) });
}

/** Progress arrives faster than it could be read again. */
function withProgress(pipeline: Pipeline, data: Record<string, unknown>): Pipeline {
  const steps = pipeline.steps.map((step) =>
    step.id === data.step_id
      ? {
          ...step,
          status: step.status === 'pending' ? ('running' as const) : step.status,
          progress: Math.max(step.progress, Number(data.progress_pct) / 100),
          tasks_done: Math.max(step.tasks_done, Number(data.outputs_so_far)),
          tasks: Math.max(step.tasks, Number(data.total ?? 0)),
        }
      : step,
  );
  return { ...pipeline, steps };
}
