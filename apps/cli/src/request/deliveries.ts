import { extname, join, sep } from 'node:path';

/** A delivered output, as it is named in files. */
export interface Deliverable {
  task_id: string;
  port: string;
  mime: string;
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/png': '.png',
  'image/jpeg': '.jpg',
  'image/webp': '.webp',
  'video/mp4': '.mp4',
  'audio/mp4': '.m4a',
  'audio/wav': '.wav',
  'audio/mpeg': '.mp3',
  'application/json': '.json',
  'text/plain': '.txt',
};

/** Whether `-o` means a folder: it says so, it is one, or it does not look like a file. */
export const isFolderName = (asked: string, isFolder: boolean): boolean =>
  isFolder || asked.endsWith('/') || asked.endsWith(sep) || extname(asked) === '';

/** A path for each output: `panel[3]` becomes `panel-4.png`, counted from one as in the folder of the pipeline. Pure. */
export function deliveryPaths(outputs: readonly Deliverable[], target: { path: string; folder: boolean }): string[] {
  const only = outputs.length === 1 && !target.folder;
  const base = target.path.slice(0, target.path.length - extname(target.path).length);
  const used = new Map<string, number>();
  return outputs.map(({ task_id, mime }) => {
    const extension = EXTENSIONS[mime] ?? '.bin';
    const name = nameOf(task_id);
    const nth = (used.get(name + extension) ?? 0) + 1;
    used.set(name + extension, nth);
    const file = `${name}${nth > 1 ? `-${nth}` : ''}${extension}`;
    if (target.folder) return join(target.path, file);
    return only ? `${base}${extension}` : `${base}-${file}`;
  });
}

const nameOf = (taskId: string): string =>
  taskId
    .replace(/\[([\d,]+)\]$/, (_, path: string) =>
      path
        .split(',')
        .map((index) => `-${Number(index) + 1}`)
        .join(''),
    )
    .replace(/[^\p{Letter}\p{Number}_-]/gu, '_');
