-- The worker that ran a task is gone: told, and counted apart from attempts. Returns how many there were.
local function countLoss(pid, id, step)
  local key = nodeKey(pid, id)
  local n = redis.call('HMGET', key, 'wk', 'lw')
  local worker = n[1] or 'unknown'
  redis.call('HSET', key, 'lw', n[2] and n[2] .. ', ' .. worker or worker)
  emit(pid, 'error', { step_id = step, task_id = id, error_code = 'worker_lost', error_message = id .. ': worker ' .. worker .. ' stopped while it ran this', hint = 'Another worker takes over.', retryable = true })
  return redis.call('HINCRBY', key, 'ls', 1)
end

-- A task stops being carried by a worker: off the list of what is in flight, and off the count of what runs.
local function letGo(pid, id, generation, queue, wasRunning, step, partial)
  local member = inflightMember(pid, id, generation)
  if redis.call('ZREM', inflightKey(queue), member) == 0 then redis.call('ZREM', behindKey(queue), member) end
  if not wasRunning then return end
  redis.call('HINCRBY', stepKey(pid, step), 'running', -1)
  if partial then
    redis.call('HINCRBYFLOAT', stepKey(pid, step), 'partial', '-' .. partial)
    redis.call('HDEL', nodeKey(pid, id), 'p')
  end
  local running = redis.call('HINCRBY', pipelineKey(pid), 'running', -1)
  if running == 0 and redis.call('HGET', pipelineKey(pid), 'status') == 'cancelling' then
    redis.call('HSET', pipelineKey(pid), 'status', 'cancelled', 'endedAt', now)
    leaveActive(pid)
    emitStatus(pid, 'cancelled')
    addWork(pid, '!')
  end
end
