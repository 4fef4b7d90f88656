-- How far a step is, and its end.
-- Long steps report at each half percent, not at each task: 10,000 tasks are 200 events.
local REPORTS_PER_STEP = 200
local function emitStepProgress(pid, step)
  local key = stepKey(pid, step)
  local c = redis.call('HMGET', key, 'total', 'done', 'skipped', 'failed', 'partial', 'expected', 'shown')
  local total = math.max(tonumber(c[1] or 0), tonumber(c[6] or 0), 1)
  local ended = tonumber(c[2] or 0) + tonumber(c[3] or 0) + tonumber(c[4] or 0)
  local before = tonumber(c[7] or 0)
  -- New items may appear after some are done; what was shown never goes back.
  local shown = math.max(before, math.min((ended + tonumber(c[5] or 0)) / total, 1))
  if shown == before and before > 0 then return end
  if total > REPORTS_PER_STEP and ended < total and shown - before < 1 / REPORTS_PER_STEP then return end
  redis.call('HSET', key, 'shown', tostring(shown))
  emit(pid, 'step_progress', { step_id = step, progress_pct = math.floor(shown * 1000 + 0.5) / 10, outputs_so_far = tonumber(c[2] or 0), total = total })
end

local function finishStep(pid, step)
  emitStepProgress(pid, step)
  local key = stepKey(pid, step)
  local c = redis.call('HMGET', key, 'done', 'failed', 'skipped', 'reused')
  local done, failed, skipped = tonumber(c[1] or 0), tonumber(c[2] or 0), tonumber(c[3] or 0)
  local status = 'completed'
  if done == 0 and failed > 0 then status = 'failed' elseif done == 0 and skipped > 0 then status = 'skipped' end
  redis.call('HSET', key, 'status', status, 'end', now)
  redis.call('HINCRBY', pipelineKey(pid), 'stepsDone', 1)
  emit(pid, 'step_status', { step_id = step, status = status, done = done, skipped = skipped, failed = failed, reused = tonumber(c[4] or 0) })
  addWork(pid, step .. '!')
end

local function skipTask(pid, id, step)
  redis.call('HSET', nodeKey(pid, id), 's', 'skipped', 'z', now)
  redis.call('HINCRBY', stepKey(pid, step), 'skipped', 1)
  emitTask(pid, step, { task_id = id, status = 'skipped' })
end
