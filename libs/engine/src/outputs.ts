import type { PortValue } from '#pipeline';
import { isArtifactRef, parseNodeId } from '#pipeline';

/** What clients are told of a task's outputs: one entry for each stored file. Pure. */
export function outputEvents(task: string, outputs: Record<string, PortValue>): object[] {
  const { step } = parseNodeId(task);
  return Object.entries(outputs).flatMap(([port, value]) =>
    [value]
      .flat()
      .flatMap((item) =>
        isArtifactRef(item) ? [{ step_id: step, task_id: task, port, output_type: item.media, artifact: item }] : [],
      ),
  );
}
