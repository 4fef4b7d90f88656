import type { Layer, Stage } from '../draw/layer.js';
import type { Place as PlaceName, Scene } from '../scene/scene.js';
import { type Place, PlaceContext } from './context.js';
import { mountains } from './mountains.js';

import { space, underwater } from './beyond.js';
import { interior, studio } from './rooms.js';
import { street } from './street.js';
import { city } from './town.js';
import { village } from './village.js';
import { clouds } from './clouds.js';
import { desert, field, forest, snow } from './land.js';
import { sea } from './water.js';

const PLACES: Partial<Record<PlaceName, Place>> = {
  mountains,
  sea,
  field,
  desert,
  forest,
  snow,
  sky: clouds,
  city,
  street,
  village,
  interior,
  studio,
  space,
  underwater,
};

export function placeLayers(scene: Scene, stage: Stage): Layer[] {
  const place = PLACES[scene.place] ?? mountains;
  return place(new PlaceContext(scene, stage));
}
