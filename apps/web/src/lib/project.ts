/** A shot of a project, as `export_all` takes it. */
export interface ProjectShot {
  prompt: string;
  motion_prompt?: string;
  /** Seconds. */
  duration?: number;
  scene?: string;
}

export interface Project {
  name: string;
  shots: ProjectShot[];
}

type Fields = Record<string, unknown>;

const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textAt = (record: Fields, ...names: string[]): string | undefined =>
  names.map((name) => record[name]).find((value): value is string => typeof value === 'string' && value.trim() !== '');
const numberAt = (record: Fields, ...names: string[]): number | undefined =>
  names.map((name) => record[name]).find((value): value is number => typeof value === 'number' && value > 0);

/** What is in a project file: scenes with their shots, or shots. Throws an Error that says what is missing. */
export function projectIn(value: unknown): Project {
  if (Array.isArray(value)) return { name: 'Project', shots: shotsIn(value, 'shots') };
  if (!isRecord(value)) throw new Error('A project is an object with "scenes", each with "shots", or with "shots".');
  const name = textAt(value, 'name', 'title') ?? 'Project';
  if (!Array.isArray(value.scenes)) return { name, shots: shotsIn(value.shots, 'shots') };
  const shots = value.scenes.flatMap((scene: unknown, at) => {
    if (!isRecord(scene)) throw new Error(`Scene ${at + 1} is no object.`);
    const title = textAt(scene, 'name', 'title', 'heading') ?? `Scene ${at + 1}`;
    return shotsIn(scene.shots, `the shots of scene ${at + 1}`).map((shot) => ({
      ...shot,
      scene: shot.scene ?? title,
    }));
  });
  if (shots.length === 0) throw new Error('There are no scenes in it.');
  return { name, shots };
}

function shotsIn(value: unknown, what: string): ProjectShot[] {
  if (!Array.isArray(value) || value.length === 0) throw new Error(`There is no list of ${what} in it.`);
  return value.map((shot: unknown, at) => {
    if (typeof shot === 'string' && shot.trim() !== '') return { prompt: shot };
    const prompt = isRecord(shot) ? textAt(shot, 'prompt', 'image_prompt', 'description') : undefined;
    if (!isRecord(shot) || prompt === undefined) throw new Error(`Shot ${at + 1} of ${what} has no "prompt".`);
    const motion = textAt(shot, 'motion_prompt', 'motion', 'camera_move');
    const duration = numberAt(shot, 'duration', 'duration_sec', 'seconds');
    const scene = textAt(shot, 'scene');
    return {
      prompt,
      ...(motion !== undefined && { motion_prompt: motion }),
      ...(duration !== undefined && { duration }),
      ...(scene !== undefined && { scene }),
    };
  });
}
