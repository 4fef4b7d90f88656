-- What becomes of a result that waits for a person, by a person or, when nobody came in time, by what was agreed.
local function gatesKey() return B .. 'gates' end

-- Whoever waits too long is decided about: 'approve', 'reject' or 'pause'.
local function armGate(pid, id, policy, ms)
  local member = pid .. '|' .. id .. '|' .. policy .. '|' .. ms
  redis.call('HSET', nodeKey(pid, id), 'gd', member)
  redis.call('ZADD', gatesKey(), now + ms, member)
end

local function disarmGate(pid, id, member)
  redis.call('ZREM', gatesKey(), member)
  redis.call('HDEL', nodeKey(pid, id), 'gd')
end

-- See review.lua. `by`: 'timeout' where nobody came.
local function judge(pid, id, decision, payload, events, by)
  local key = nodeKey(pid, id)
  local n = redis.call('HMGET', key, 's', 'st', 'q', 'jn', 'r', 'vn', 'hd', 'gd')
  if n[1] ~= 'review' then return n[1] end
  local status = redis.call('HGET', pipelineKey(pid), 'status')
  if status ~= 'running' and status ~= 'paused' then return 'over' end
  local step = n[2]

  local function keepVersion()
    local number = redis.call('HINCRBY', key, 'vn', 1)
    redis.call('HSET', key, 'v' .. number, n[5])
  end

  if decision == 'edit' then
    keepVersion()
    redis.call('HSET', key, 'r', payload)
    for _, event in ipairs(cjson.decode(events)) do emit(pid, 'output_ready', event) end
    -- Somebody is at it: the time begins anew.
    if n[8] then redis.call('ZADD', gatesKey(), now + tonumber(string.match(n[8], '(%d+)$')), n[8]) end
    emit(pid, 'gate', { step_id = step, task_id = id, status = 'edited' })
    return 'review'
  end

  if n[8] then disarmGate(pid, id, n[8]) end
  redis.call('HINCRBY', stepKey(pid, step), 'review', -1)
  redis.call('HINCRBY', pipelineKey(pid), 'reviews', -1)
  redis.call('ZREM', B .. 'rv:' .. pid, id)
  emit(pid, 'gate', { step_id = step, task_id = id, status = ({ approve = 'approved', reject = 'rejected', redo = 'regenerating' })[decision], by = by })
  if decision == 'redo' then
    keepVersion()
    redis.call('HINCRBY', key, 'rg', 1)
    redis.call('HSET', key, 'ov', payload)
    redis.call('HDEL', key, 'at', 'lv', 'lo', 'fo', 'err')
    if n[7] then countLive(pid, 1) end
    makeReady(pid, id, n[3])
    return 'ready'
  end
  -- Who does without it must not find it.
  if decision == 'reject' then
    keepVersion()
    redis.call('HDEL', key, 'r')
  end
  redis.call('HSET', key, 's', decision == 'approve' and 'done' or 'skipped', 'z', now, 'jn', '')
  redis.call('HINCRBY', stepKey(pid, step), decision == 'approve' and 'done' or 'skipped', 1)
  emitStepProgress(pid, step)
  release(pid, id, decision ~= 'approve', n[4])
  if n[7] then restPilot(pid) end
  return decision == 'approve' and 'done' or 'skipped'
end
