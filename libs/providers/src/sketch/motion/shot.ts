import { type Frame, type Placement, type Raster, drawRaster, hiddenFrom } from '../common/raster.js';
import { type Finish, finishRows } from '../picture/draw/finish.js';
import type { LayerMotion } from '../picture/draw/layer.js';
import { type CameraPose, type Move, cameraAt } from './camera.js';

/** A plane ready to be filmed: its pixels (several for a loop) and what it does by itself. */
export interface FilmLayer {
  near: number;
  rasters: Raster[];
  /** Seconds of one round through the rasters, and the share of it spent on the first. */
  loop?: { seconds: number; rest: number };
  motion?: LayerMotion;
  light: boolean;
  acting?: Acting;
}

/** Somebody who speaks: what they do frame by frame, in frame pixels. */
export interface Acting {
  /** Rows: below the neck nothing leans, the crown leans most. */
  neck: number;
  crown: number;
  lean: Float32Array;
  rise: Float32Array;
  /** Which raster is shown. */
  poses?: Uint8Array;
}

/** All that is needed to draw any frame of a shot; it can be sent to a worker as it is. */
export interface Shot {
  width: number;
  height: number;
  fps: number;
  frames: number;
  move: Move;
  layers: FilmLayer[];
  finish: Finish;
  /** Pixels per stage unit. */
  scale: number;
  /** The farthest a plane may drift, in frame pixels. */
  driftLimit: number;
  /** A single picture without planes: the camera may only move inside it. */
  flat: boolean;
}

const TURN = Math.PI * 2;

/** Draws one frame in slices, so that a caller on the main thread can breathe between them. */
export function* drawFrame(shot: Shot, number: number, frame: Frame, out: Uint8Array): Generator<void> {
  const seconds = number / shot.fps;
  const length = shot.frames / shot.fps;
  const share = shot.frames > 1 ? number / (shot.frames - 1) : 0;
  const camera = shot.flat ? insidePicture(shot.move, share) : cameraAt(shot.move, share, length);
  frame.pixels.fill(0xff000000);
  const planes = shot.layers.map((layer) => ({
    raster: rasterAt(layer, number, seconds),
    at: acted(layer, number, placeLayer(shot, layer, camera, seconds, length)),
    bottom: shot.height,
  }));
  // What nearer planes hide isn't drawn.
  let hidden = shot.height;
  for (const plane of planes.toReversed()) {
    plane.bottom = hidden;
    hidden = Math.min(hidden, hiddenFrom(frame, plane.raster, plane.at));
  }
  for (const plane of planes) {
    drawRaster(frame, plane.raster, plane.at, plane.bottom);
    yield;
  }
  const slice = Math.ceil(shot.height / 4);
  for (let y = 0; y < shot.height; y += slice) {
    finishRows(frame, shot.finish, number, out, y, Math.min(shot.height, y + slice));
    yield;
  }
}

function rasterAt(layer: FilmLayer, number: number, seconds: number): Raster {
  const first = layer.rasters[0]!;
  if (layer.acting?.poses) return layer.rasters[layer.acting.poses[number] ?? 0] ?? first;
  if (!layer.loop) return first;
  const share = (seconds / layer.loop.seconds) % 1;
  if (share < layer.loop.rest) return first;
  const active = (share - layer.loop.rest) / (1 - layer.loop.rest);
  return layer.rasters[Math.floor(active * layer.rasters.length + 1e-6) % layer.rasters.length] ?? first;
}

/** Head and neck lean as one; the shoulders stay. */
function acted({ acting }: FilmLayer, number: number, at: Placement): Placement {
  if (!acting) return at;
  const { neck, crown, lean, rise } = acting;
  const most = lean[number] ?? 0;
  const shift = (frameY: number) => {
    const up = Math.max(0, (neck - frameY) / (neck - crown));
    return most * up * Math.min(1, up * 2);
  };
  return { ...at, dy: at.dy + (rise[number] ?? 0), shift };
}

/** Perspective of one plane: near ones grow and move more. Everything is zero in the first frame. */
function placeLayer(shot: Shot, layer: FilmLayer, camera: CameraPose, seconds: number, length: number): Placement {
  const { motion, near } = layer;
  const scale = camera.zoom / (1 - camera.push * near);
  const track = 0.06 + near;
  let dx = -(camera.panX + camera.trackX * track) * shot.width * scale;
  let dy = -(camera.panY + camera.trackY * track) * shot.height * scale;
  if (motion?.drift) {
    const [vx, vy] = motion.drift;
    const slow = motion.wrap ? 1 : Math.min(1, shot.driftLimit / (Math.abs(vx) * shot.scale * length + 1e-9));
    dx += vx * shot.scale * seconds * slow;
    dy += vy * shot.scale * seconds * slow;
  }
  if (motion?.bob) dy += motion.bob.amplitude * shot.scale * Math.sin((TURN * seconds) / motion.bob.seconds);
  const placement: Placement = {
    scale,
    dx,
    dy,
    opacity: motion?.flicker ? flicker(motion.flicker, seconds) : 256,
    light: layer.light,
    wrap: motion?.wrap ?? false,
  };
  if (motion?.sway) placement.shift = swayOf(motion.sway, seconds, shot.scale);
  return placement;
}

function flicker(f: NonNullable<LayerMotion['flicker']>, seconds: number): number {
  const t = seconds / f.seconds;
  const wave = (1 - Math.cos(TURN * t)) / 2;
  const rough = f.rough ? (1 - Math.cos(TURN * t * 2.7)) / 4 + (1 - Math.cos(TURN * t * 4.3)) / 6 : 0;
  return Math.round(256 * (1 - f.depth * Math.min(1, wave * (f.rough ? 0.4 : 1) + rough)));
}

function swayOf(s: NonNullable<LayerMotion['sway']>, seconds: number, scale: number): (frameY: number) => number {
  const phase = (TURN * seconds) / s.seconds;
  return (frameY) => {
    const y = frameY / scale;
    const grow = Math.min(1, Math.max(0, (y - s.from) / (s.to - s.from)));
    if (grow === 0) return 0;
    const at = (TURN * y) / s.wavelength;
    return s.amplitude * scale * grow * (Math.sin(at + phase) - Math.sin(at));
  };
}

/** Ken Burns: the lens goes in first, so that a pan never leaves the picture. */
function insidePicture(move: Move, share: number): CameraPose {
  const k = share - Math.sin(TURN * share) / TURN;
  const rest = { panX: 0, panY: 0, trackX: 0, trackY: 0, push: 0, zoom: 1 };
  const room = 0.05 * k;
  switch (move) {
    case 'push':
      return { ...rest, zoom: 1 + 0.14 * k };
    case 'pull':
      return { ...rest, zoom: 1.14 - 0.14 * k };
    case 'panLeft':
      return { ...rest, zoom: 1 + 0.12 * k, panX: -room };
    case 'panRight':
      return { ...rest, zoom: 1 + 0.12 * k, panX: room };
    case 'orbit':
      return { ...rest, zoom: 1 + 0.12 * k, panX: room, panY: -room * 0.4 };
    case 'craneUp':
      return { ...rest, zoom: 1 + 0.12 * k, panY: -room };
    case 'craneDown':
      return { ...rest, zoom: 1 + 0.12 * k, panY: room };
    case 'static':
      return rest;
  }
}
