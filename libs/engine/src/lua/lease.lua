-- A task stops being carried by a worker: off the list of what is in flight, and off the count of what runs.
local function letGo(pid, id, generation, queue, wasRunning, step, partial)
  redis.call('ZREM', inflightKey(queue), inflightMember(pid, id, generation))
  if not wasRunning then return end
  redis.call('HINCRBY', stepKey(pid, step), 'running', -1)
  if partial then
    redis.call('HINCRBYFLOAT', stepKey(pid, step), 'partial', '-' .. partial)
    redis.call('HDEL', nodeKey(pid, id), 'p')
  end
  local running = redis.call('HINCRBY', pipelineKey(pid), 'running', -1)
  if running == 0 and redis.call('HGET', pipelineKey(pid), 'status') == 'cancelling' then
    redis.call('HSET', pipelineKey(pid), 'status', 'cancelled', 'endedAt', now)
    redis.call('SREM', B .. 'active', pid)
    emitStatus(pid, 'cancelled')
    addWork(pid, '!')
  end
end
