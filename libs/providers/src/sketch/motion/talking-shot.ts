import { Breath } from '../common/breath.js';
import { type Raster, createRaster, measureSpans } from '../common/raster.js';
import { createFinish } from '../picture/draw/finish.js';
import { STAGE_HEIGHT } from '../picture/draw/layer.js';
import type { Stage } from '../picture/draw/layer.js';
import { rasteriseLayer, rasterisePhase } from '../picture/draw/rasterise.js';
import { layersOf, stageFor } from '../picture/render.js';
import type { Scene } from '../picture/scene/scene.js';
import { type Speaker, speakerOf } from '../picture/subjects/index.js';
import { overscanFor } from './camera.js';
import type { Acting, FilmLayer, Shot } from './shot.js';
import type { SpeechTrack } from './speech-track.js';
import { type ShotRequest, filmLayer } from './stage-shot.js';

/** So many mouths, broad or round, with eyes open, half closed and closed. */
const OPENINGS = 7;
const WIDTHS = 3;
const BLINKS = 3;
/** Of the drawing's hundred units: how far the crown leans, and how far the head rises. */
const LEAN = 3.2;
const RISE = 0.7;

/** A portrait that was drawn here is drawn again with every mouth it needs; undefined where nobody in it can speak. */
export async function talkingShot(
  scene: Scene,
  track: SpeechTrack,
  request: Omit<ShotRequest, 'seconds' | 'move'>,
  signal: AbortSignal,
  report: (fraction: number) => void,
): Promise<Shot | undefined> {
  const { width, height, quality, fps } = request;
  const stage = stageFor(scene, width, height, quality, overscanFor('static'));
  const speaker = speakerOf(scene, stage);
  if (!speaker) return undefined;
  const breath = new Breath(signal);
  const film: ShotRequest = { ...request, seconds: track.frames / fps, move: 'static' };
  const layers: FilmLayer[] = [];
  const planes = layersOf(scene, stage);
  for (const [index, plane] of planes.entries()) {
    if (plane.id === speaker.layer) {
      const acting = actingOf(track, speaker, stage);
      const still = await rasterisePhase(plane, 0, stage, breath);
      layers.push({ near: plane.near, light: false, rasters: [still], acting });
      const { poses, rasters } = await faces(speaker, track, stage, breath);
      layers.push({ near: plane.near, light: false, rasters, acting: { ...acting, poses } });
    } else layers.push(await filmLayer(plane, stage, film, breath));
    report((index + 1) / planes.length);
  }
  return {
    ...{ width, height, fps, frames: track.frames, move: 'static', layers },
    finish: createFinish(scene, width, height),
    ...{ scale: stage.scale, driftLimit: 0.045 * width, flat: false },
  };
}

function actingOf(track: SpeechTrack, { sitter }: Speaker, stage: Stage): Acting {
  const unit = (sitter.height / 100) * stage.scale;
  return {
    neck: (sitter.y - 0.24 * sitter.height) * stage.scale,
    crown: (sitter.y - 0.81 * sitter.height) * stage.scale,
    lean: track.lean.map((value) => value * LEAN * unit),
    rise: track.nod.map((value) => -value * RISE * unit),
  };
}

/** The part of the drawing that moves while it speaks, once for each pose that the track needs. */
async function faces(speaker: Speaker, track: SpeechTrack, stage: Stage, breath: Breath) {
  const poses = new Uint8Array(track.frames);
  const known = new Map<string, number>();
  const rasters: Raster[] = [];
  for (let i = 0; i < track.frames; i++) {
    const level = (value: number, count: number) => Math.round(Math.min(1, Math.max(0, value)) * (count - 1));
    const [open, wide, blink] = [
      level(track.open[i]!, OPENINGS),
      level(track.wide[i]!, WIDTHS),
      level(track.blink[i]!, BLINKS),
    ];
    const key = `${open} ${open === 0 ? 0 : wide} ${blink}`;
    let pose = known.get(key);
    if (pose === undefined) {
      const at = { open: open / (OPENINGS - 1), wide: wide / (WIDTHS - 1), blink: blink / (BLINKS - 1) };
      const whole = await rasteriseLayer(speaker.at(at), stage, breath);
      pose = rasters.push(faceOf(whole, speaker, stage)) - 1;
      known.set(key, pose);
    }
    poses[i] = pose;
  }
  return { poses, rasters };
}

/** The face cut out of the whole drawing. */
function faceOf(whole: Raster, { sitter }: Speaker, stage: Stage): Raster {
  const k = (sitter.height / 100) * stage.scale;
  const [x, y] = [sitter.x * stage.scale, sitter.y * stage.scale];
  const left = Math.max(whole.x, Math.floor(x - 19 * k));
  const top = Math.max(whole.y, Math.floor(y - 78 * k));
  const right = Math.min(whole.x + whole.width, Math.ceil(x + 19 * k));
  const bottom = Math.min(whole.y + whole.height, Math.ceil(y - 30 * k), STAGE_HEIGHT * stage.scale * 2);
  const face = createRaster(Math.max(1, right - left), Math.max(1, bottom - top), left, top, 1);
  for (let row = 0; row < face.height; row++) {
    const from = (top + row - whole.y) * whole.width + left - whole.x;
    face.pixels.set(whole.pixels.subarray(from, from + face.width), row * face.width);
  }
  measureSpans(face);
  // It hides nothing but what is right behind it.
  face.solidFrom = face.height;
  return face;
}
