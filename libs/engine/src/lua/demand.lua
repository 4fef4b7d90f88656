-- demand(queues…): how many tasks wait in outboxes, for each queue { interactive, background }. Counted as far as it
-- makes a difference: up to a thousand, in the pipelines that are served next.
local MOST, OWNERS, PIPELINES = 1000, 20, 20

local function countOf(queue, pids, count)
  for _, pid in ipairs(pids) do
    if count >= MOST then break end
    count = count + redis.call('LLEN', outboxKey(queue, pid))
  end
  return count
end

local function waitingIn(queue, lane, place)
  local ring = ringKey(queue, lane)
  local count = countOf(queue, redis.call('ZRANGE', ringKey(queue, place), 0, PIPELINES - 1), 0)
  for _, owner in ipairs(redis.call('LRANGE', ring, 0, OWNERS - 1)) do
    count = countOf(queue, redis.call('LRANGE', ring .. ':' .. owner, 0, PIPELINES - 1), count)
  end
  return count
end

local found = {}
for _, queue in ipairs(ARGV) do
  found[#found + 1] = { waitingIn(queue, 'interactive', 'first'), waitingIn(queue, 'background', 'last') }
end
return found
