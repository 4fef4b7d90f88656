import type { FacetCounts, Item, RebuildState } from '#library';
import type { LibraryFacetsDto, LibraryItemDto, RebuildStateDto } from '../dto/index.js';

const iso = (ms: number) => new Date(ms).toISOString();
const SHOWN = new Set(['image', 'video', 'audio']);

export function presentItem(item: Item, trashMs: number): LibraryItemDto {
  const { digest, kind, mime, name, bytes, source, pipelines, tags, favourite, pinned, trashedAt } = item;
  return {
    ...{ digest, kind, mime, name, bytes, source, created_at: iso(item.createdAt), pipeline_ids: pipelines },
    ...(item.step !== undefined && { step_id: item.step }),
    ...(item.task !== undefined && { task_id: item.task }),
    ...(item.stepType !== undefined && { step_type: item.stepType }),
    ...(item.provider !== undefined && { provider: item.provider }),
    ...(item.model !== undefined && { model: item.model }),
    ...(item.prompt !== undefined && { prompt: item.prompt }),
    ...(item.width !== undefined && { width: item.width }),
    ...(item.height !== undefined && { height: item.height }),
    ...(item.durationSec !== undefined && { duration_sec: item.durationSec }),
    ...(item.cost !== undefined && { cost_actual: item.cost }),
    ...{ tags, favourite, pinned },
    ...(trashedAt !== undefined && { trashed_at: iso(trashedAt), restorable_until: iso(trashedAt + trashMs) }),
    url: `/artifacts/${digest}`,
    ...(SHOWN.has(kind) && { thumbnail_url: `/artifacts/${digest}/thumbnail` }),
  };
}

export const presentFacets = ({ stepType, ...rest }: FacetCounts): LibraryFacetsDto => ({
  ...rest,
  step_type: stepType,
});

export function presentRebuild({ requestedAt, endedAt, ...rest }: RebuildState): RebuildStateDto {
  return {
    ...rest,
    ...(requestedAt !== undefined && { requested_at: iso(requestedAt) }),
    ...(endedAt !== undefined && { ended_at: iso(endedAt) }),
  };
}
