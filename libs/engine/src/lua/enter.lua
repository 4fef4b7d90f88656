-- enter(pid, task, epoch, provider, most, perMinute): before a task is handed to a provider. `most` tasks at the same
-- time, `perMinute` begun a minute; '' for no limit. Returns 'ok', 'stale', or 'held' with the task put aside until its
-- turn. The rate is kept as GCRA does (a theoretical arrival time), so that who waits knows when: each has its own time.
local pid, id, epoch, provider = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local most, perMinute = tonumber(ARGV[5]), tonumber(ARGV[6])
local node, member = nodeKey(pid, id), pid .. '|' .. id
local n = redis.call('HMGET', node, 's', 'e', 'lp', 'lr')
if n[1] ~= 'running' or n[2] ~= epoch then return 'stale' end
if n[3] == provider then return 'ok' end
leaveLimit(pid, id)

local function comeBack(at)
  local queue = putAside(pid, id, 'retrying')
  redis.call('ZADD', laterKey(queue), at, member)
  return queue
end

local blocked = redis.call('PTTL', B .. 'limb:' .. provider)
if blocked > 0 then
  comeBack(now + blocked)
  return 'held'
end
-- Tasks that ended without saying so, because their worker is gone and nobody took them over.
local function sweep()
  for _, holder in ipairs(redis.call('ZRANGE', limitKey(provider), 0, 9)) do
    local theirs = redis.call('HMGET', nodeKey(string.match(holder, '^([^|]+)|(.+)$')), 's', 'lp')
    if theirs[1] ~= 'running' or theirs[2] ~= provider then redis.call('ZREM', limitKey(provider), holder) end
  end
end
if most and redis.call('ZCARD', limitKey(provider)) >= most then sweep() end
if most and redis.call('ZCARD', limitKey(provider)) >= most then
  -- It comes back by itself too, should nobody wake it; the longer the row, the later.
  local waiting = redis.call('ZCARD', waitingKey(provider))
  local queue = comeBack(now + 30000 + waiting * 50)
  redis.call('ZADD', waitingKey(provider), 'NX', now, queue .. '|' .. member)
  return 'held'
end
if perMinute and not (n[4] and tonumber(n[4]) <= now) then
  if n[4] then
    comeBack(tonumber(n[4]))
    return 'held'
  end
  local interval = 60000 / perMinute
  -- A tenth of a minute's worth may come at once.
  local burst = math.max(1, math.floor(perMinute / 10))
  local key = B .. 'limt:' .. provider
  local arrival = math.max(now, tonumber(redis.call('GET', key) or 0))
  redis.call('SET', key, tostring(arrival + interval), 'PX', math.ceil(arrival + interval - now + 60000))
  local at = math.floor(arrival - (burst - 1) * interval)
  if at > now then
    redis.call('HSET', node, 'lr', at)
    comeBack(at)
    return 'held'
  end
end
redis.call('HDEL', node, 'lr')
redis.call('HSET', node, 'lp', provider)
redis.call('ZADD', limitKey(provider), now, member)
return 'ok'
