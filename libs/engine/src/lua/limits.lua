-- How much of a provider all workers together may use: how many tasks at the same time, how many begun a minute, and
-- nothing while it has asked to be left alone. A task that has been let in says so itself (`lp`).
local function limitKey(provider) return B .. 'lim:' .. provider end
local function waitingKey(provider) return B .. 'limw:' .. provider end

-- A task needs its provider no longer; who waited longest takes its place.
local function leaveLimit(pid, id)
  local provider = redis.call('HGET', nodeKey(pid, id), 'lp')
  if not provider then return end
  redis.call('HDEL', nodeKey(pid, id), 'lp')
  if redis.call('ZREM', limitKey(provider), pid .. '|' .. id) == 0 then return end
  local first = redis.call('ZPOPMIN', waitingKey(provider))[1]
  if not first then return end
  local queue, task = string.match(first, '^([^|]+)|(.+)$')
  redis.call('ZADD', laterKey(queue), 'XX', now, task)
  touched[queue] = true
end

-- The running task waits, and holds nothing meanwhile. Returns its queue.
local function putAside(pid, id, state)
  local node = nodeKey(pid, id)
  local n = redis.call('HMGET', node, 'st', 'q', 'j', 'p', 'ky')
  redis.call('HSET', node, 's', state)
  letGo(pid, id, n[3], n[2], true, n[1], n[4])
  leaveLimit(pid, id)
  if n[5] then
    redis.call('HDEL', node, 'ky')
    endLease(n[5], pid .. '|' .. id)
  end
  return n[2]
end
