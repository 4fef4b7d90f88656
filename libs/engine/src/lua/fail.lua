-- fail(pid, task, epoch, error, action, delayMs, queues…): an attempt ended without a result.
-- action: 'retry' (again after the delay), 'skip' (go on without it), 'abort' (the pipeline fails), 'release' (give
-- it back untouched, as at a shutdown), 'cancelled'. Returns 'ok' or 'stale'.
local pid, id, epoch, failure, action, delay = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], tonumber(ARGV[6])
local key = nodeKey(pid, id)
local n = redis.call('HMGET', key, 's', 'e', 'st', 'q', 'j', 'p')
if n[1] ~= 'running' or n[2] ~= epoch then return 'stale' end
local step, queue = n[3], n[4]
local status = redis.call('HGET', pipelineKey(pid), 'status')
local live = status == 'running' or status == 'paused'
if not live then action = 'cancelled' end
local state = ({ retry = 'retrying', skip = 'skipped', abort = 'failed', release = 'waiting', cancelled = 'cancelled' })[action]
redis.call('HSET', key, 's', state)
letGo(pid, id, n[5], queue, true, step, n[6])
if action == 'cancelled' then
  redis.call('HSET', key, 'z', now)
  return 'ok'
end
if action == 'release' then
  makeReady(pid, id, queue)
  return 'ok'
end
redis.call('HSET', key, 'err', failure)
redis.call('HINCRBY', key, 'at', 1)
local detail = cjson.decode(failure)
emit(pid, 'error', { step_id = step, task_id = id, error_code = detail.code, error_message = detail.message, hint = detail.hint, retryable = action == 'retry', retry_in_ms = action == 'retry' and delay or nil })
if action == 'retry' then
  redis.call('ZADD', laterKey(queue), now + delay, pid .. '|' .. id)
elseif action == 'skip' then
  redis.call('HSET', key, 'z', now)
  redis.call('HINCRBY', stepKey(pid, step), 'failed', 1)
  emitStepProgress(pid, step)
  release(pid, id, true)
else
  redis.call('HSET', key, 'z', now)
  redis.call('HINCRBY', stepKey(pid, step), 'failed', 1)
  failPipeline(pid, step, id, failure, 7)
end
return 'ok'
