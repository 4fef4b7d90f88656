-- What a paid request has cost so far, as the provider tells it: on its entry of the ledger, and added to its task, its
-- step and its pipeline, which tells the new sum. The same amount again changes nothing. With '' nobody has said what it
-- cost; that is counted until somebody does.
local function bill(request, amount)
  local entry = B .. 'lg:' .. request
  local e = redis.call('HMGET', entry, 'p', 't', 'st', 'actual', 'untold', 'free')
  if not e[1] then return end
  local pid, key = e[1], pipelineKey(e[1])
  local p = redis.call('HMGET', key, 'status', 'archived')
  if amount == '' then
    if e[4] or e[5] or e[6] then return end
    redis.call('HSET', entry, 'untold', 1)
    if p[1] then redis.call('HINCRBY', key, 'untold:' .. e[3], 1) end
    return
  end
  redis.call('HSET', entry, 'actual', amount)
  if e[5] then redis.call('HDEL', entry, 'untold') end
  if not p[1] then return end
  if e[5] then redis.call('HINCRBY', key, 'untold:' .. e[3], -1) end
  local more = tonumber(amount) - tonumber(e[4] or 0)
  if more == 0 then return end
  if redis.call('EXISTS', nodeKey(pid, e[2])) == 1 then redis.call('HINCRBY', nodeKey(pid, e[2]), 'mc', more) end
  redis.call('HINCRBY', key, 'cost:' .. e[3], more)
  local sum = redis.call('HINCRBY', key, 'cost', more)
  if not p[2] then emit(pid, 'cost_update', { pipeline_id = pid, cost_actual = sum, step_id = e[3], task_id = e[2] }) end
end
