-- Equal work is done once: a result under its action key, and a lease for whoever makes it now.
local LEASE_MS = 60000

local function storeResult(key, value)
  redis.call('SET', B .. 'c:' .. key, value)
  redis.call('ZADD', B .. 'cache', now, key)
end

-- Who waited for the lease looks again: the result is there, or it is their turn.
local function endLease(key, owner)
  if redis.call('GET', B .. 'cl:' .. key) ~= owner then return end
  redis.call('DEL', B .. 'cl:' .. key)
  for _, member in ipairs(redis.call('SPOP', B .. 'cw:' .. key, 1000)) do
    local queue, task = string.match(member, '^([^|]+)|(.+)$')
    -- Due at once: `take` looks whether its pipeline still runs.
    redis.call('ZADD', laterKey(queue), 'XX', now, task)
    touched[queue] = true
  end
end
