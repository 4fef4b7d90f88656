-- fail(pid, task, epoch, error, action, delayMs, lowered, queues…): an attempt ended without a result.
-- action: 'retry' (again after the delay), 'lower' (again at once, one rung down the ladder of lower settings: `lowered`
-- says what that is), 'skip' (go on without it), 'abort' (the pipeline fails), 'failover' (again at once with the next provider: `lowered` is
-- { told, queue } then), 'release' (give it back untouched, as at a shutdown). In a pipeline that does not run any more the task is cancelled. Returns 'ok' or 'stale'.
local pid, id, epoch, failure, action, delay, lowered = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], tonumber(ARGV[6]), ARGV[7]
local key = nodeKey(pid, id)
local n = redis.call('HMGET', key, 's', 'e', 'st', 'q', 'j', 'p', 'ky', 'hd')
if n[1] ~= 'running' or n[2] ~= epoch then return 'stale' end
local step, queue = n[3], n[4]
local status = redis.call('HGET', pipelineKey(pid), 'status')
local live = status == 'running' or status == 'paused'
if not live then action = 'cancelled' end
local state = ({ retry = 'retrying', skip = 'skipped', abort = 'failed', release = 'waiting', lower = 'waiting', failover = 'waiting', cancelled = 'cancelled' })[action]
redis.call('HSET', key, 's', state)
letGo(pid, id, n[5], queue, true, step, n[6])
leaveLimit(pid, id)
if n[7] then
  redis.call('HDEL', key, 'ky')
  endLease(n[7], pid .. '|' .. id)
end
if action == 'cancelled' then
  redis.call('HSET', key, 'z', now)
  return 'ok'
end
if action == 'release' then
  makeReady(pid, id, queue)
  return 'ok'
end
redis.call('HSET', key, 'err', failure)
local detail = cjson.decode(failure)
local told = { step_id = step, task_id = id, error_code = detail.code, error_message = detail.message, hint = detail.hint, retryable = action == 'retry' or action == 'lower' or action == 'failover', retry_in_ms = action == 'retry' and delay or nil }
if action == 'lower' then
  -- Not an attempt: the ladder ends by itself.
  redis.call('HINCRBY', key, 'lv', 1)
  redis.call('HSET', key, 'lo', lowered)
  told.lowered = cjson.decode(lowered)
  emit(pid, 'error', told)
  makeReady(pid, id, queue)
  return 'ok'
end
if action == 'failover' then
  -- It begins anew there, with all its tries and as it was asked for.
  local change = cjson.decode(lowered)
  redis.call('HINCRBY', key, 'fo', 1)
  redis.call('HDEL', key, 'at', 'lv', 'lo')
  redis.call('HSET', key, 'q', change.queue)
  told.failover = change.told
  emit(pid, 'error', told)
  makeReady(pid, id, change.queue)
  return 'ok'
end
redis.call('HINCRBY', key, 'at', 1)
emit(pid, 'error', told)
if action == 'retry' then
  redis.call('ZADD', laterKey(queue), now + delay, pid .. '|' .. id)
elseif action == 'skip' then
  redis.call('HSET', key, 'z', now)
  redis.call('HINCRBY', stepKey(pid, step), 'failed', 1)
  emitStepProgress(pid, step)
  if n[8] then countLive(pid, -1) end
  release(pid, id, true)
  if n[8] then restPilot(pid) end
else
  redis.call('HSET', key, 'z', now)
  redis.call('HINCRBY', stepKey(pid, step), 'failed', 1)
  failPipeline(pid, step, id, failure)
end
return 'ok'
