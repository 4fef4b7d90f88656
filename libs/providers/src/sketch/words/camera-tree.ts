import type { Camera, Shot } from '#steps';

const NEARER: Record<Shot['shot_size'], Shot['shot_size'] | undefined> = {
  wide: undefined,
  medium: 'wide',
  close: 'medium',
};

/** The places the camera stands: shots of one letter are one camera, and a nearer one is a view of a wider one. */
export function cameraTree(shots: readonly Shot[]): Camera[] {
  const byId = new Map<string, Shot[]>();
  for (const shot of shots) byId.set(shot.camera, [...(byId.get(shot.camera) ?? []), shot]);
  const cameras = [...byId].map(([id, own]): Camera => {
    const first = own[0]!;
    return {
      ...{ id, parent: null, shot_size: first.shot_size, shots: own.map(({ number }) => number) },
      ...{ reference_shot: first.number, reference_prompt: first.image_prompt },
    };
  });
  return cameras.map((camera) => ({ ...camera, parent: parentOf(camera, cameras, byId) }));
}

/** The nearest wider camera that sees the same people, else any wider one; the first camera has none. */
function parentOf(camera: Camera, cameras: readonly Camera[], shots: ReadonlyMap<string, Shot[]>): string | null {
  const people = (id: string) => (shots.get(id) ?? []).flatMap((shot) => shot.characters);
  for (let size = NEARER[camera.shot_size]; size; size = NEARER[size]) {
    const wider = cameras.filter((other) => other.shot_size === size && other.id !== camera.id);
    const same = wider.find((other) => people(other.id).some((name) => people(camera.id).includes(name)));
    const found = same ?? (size === 'wide' ? wider[0] : undefined);
    if (found) return found.id;
  }
  const [root] = cameras;
  return root && root.id !== camera.id ? root.id : null;
}
