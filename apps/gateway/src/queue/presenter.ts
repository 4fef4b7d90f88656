import type { QueueOverview, QueueState, QueuedPipeline } from '#engine';
import type { QueueDto, QueueStateDto, QueuedPipelineDto } from '../dto/index.js';

/** Turns the engine's overview into what clients see. Pure. */
export const queue = ({ queues, pipelines, total }: QueueOverview): QueueDto => ({
  queues: queues.map(state),
  pipelines: pipelines.map(queued),
  total,
});

const state = ({ inFlight, ...rest }: QueueState): QueueStateDto => ({ ...rest, in_flight: inFlight });

const queued = ({ place, rank, position, ...rest }: QueuedPipeline): QueuedPipelineDto => ({
  ...rest,
  ...(place && { place }),
  ...(rank !== undefined && { rank }),
  ...(position !== undefined && { position }),
});
