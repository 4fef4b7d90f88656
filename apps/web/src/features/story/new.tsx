import { Clapperboard, FileJson } from 'lucide-react';
import { useState } from 'react';
import { useDropzone } from 'react-dropzone';
import { plural } from '@/lib/format';
import { projectIn } from '@/lib/project';
import type { Project } from '@/lib/project';
import { cn } from '@/lib/cn';
import { Button } from '@/ui/button';
import { Code } from '@/ui/code';
import { Page } from '@/ui/page';
import { ExportAll } from './export-all';

const EXAMPLE: Project & { scenes?: unknown } = {
  name: 'A night at the harbour',
  shots: [
    { scene: 'Harbour', prompt: 'a small harbour at dawn, wide shot', motion_prompt: 'slow push in', duration: 3 },
    { scene: 'Harbour', prompt: 'a fisherman unties a boat, close-up', motion_prompt: 'hands moving', duration: 2 },
    { scene: 'At sea', prompt: 'a boat far out under heavy clouds', motion_prompt: 'slow pan right', duration: 3 },
  ],
};
const EXAMPLE_FILE = JSON.stringify(
  {
    name: EXAMPLE.name,
    scenes: [
      { name: 'Harbour', shots: EXAMPLE.shots.slice(0, 2).map(({ scene: _scene, ...shot }) => shot) },
      { name: 'At sea', shots: EXAMPLE.shots.slice(2).map(({ scene: _scene, ...shot }) => shot) },
    ],
  },
  null,
  1,
);

/** From a project file to all its shots. */
export function NewStory() {
  const [project, setProject] = useState<Project>();
  const [problem, setProblem] = useState<string>();
  const take = async ([file]: File[]) => {
    if (!file) return;
    try {
      setProject(projectIn(JSON.parse(await file.text())));
      setProblem(undefined);
    } catch (error) {
      setProblem(`${file.name}: ${(error as Error).message}`);
    }
  };
  const { getRootProps, getInputProps, isDragActive, open } = useDropzone({
    noClick: true,
    noKeyboard: true,
    onDrop: (files) => void take(files),
    multiple: false,
  });
  return (
    <Page title="Export a project" width="text">
      <div
        {...getRootProps({ tabIndex: -1 })}
        className={cn(
          'flex flex-col items-center gap-2 rounded-composer border border-dashed border-line-strong bg-panel p-8 text-center transition-colors',
          isDragActive && 'border-accent',
        )}
      >
        <input {...getInputProps({ 'aria-label': 'Project file' })} />
        <FileJson className="size-7 text-muted" strokeWidth={1.5} aria-hidden />
        <p className="font-[600]">Drop a project file here</p>
        <p className="text-muted">A JSON file of scenes with their shots. Each shot gets a keyframe and a video.</p>
        <Button className="mt-2" onClick={open}>
          Choose a file
        </Button>
      </div>
      {problem !== undefined && (
        <p role="alert" className="text-failed">
          {problem}
        </p>
      )}
      {project ? (
        <section aria-label="Project" className="flex flex-col gap-4 rounded-media border border-line bg-panel p-4">
          <h2 className="flex items-center gap-2 text-base font-[640]">
            <Clapperboard className="size-4" aria-hidden />
            {project.name}
            <span className="text-[13px] font-[450] text-muted">{plural(project.shots.length, 'shot')}</span>
          </h2>
          <ol className="max-h-60 overflow-y-auto text-[13px]" tabIndex={0} aria-label="Shots">
            {project.shots.map(({ prompt, scene }, at) => (
              <li key={at} className="flex gap-3 border-t border-line py-1.5 first:border-0">
                <span className="w-24 shrink-0 truncate text-muted">{scene}</span>
                <span className="min-w-0">{prompt}</span>
              </li>
            ))}
          </ol>
          <ExportAll project={project} />
        </section>
      ) : (
        <section aria-label="Example" className="flex flex-col gap-3">
          <div className="flex flex-wrap items-center gap-2">
            <h2 className="mr-auto text-[13px] font-[600]">An example</h2>
            <Button size="small" onClick={() => setProject(EXAMPLE)}>
              Use this example
            </Button>
          </div>
          <Code label="An example of a project file" text={EXAMPLE_FILE} />
        </section>
      )}
    </Page>
  );
}
