-- move(pid, place, lane, before): changes when a pipeline's tasks are served. `place` is 'first' (before all others,
-- the latest moved first), 'last' (when nothing else waits) or '' (in turn in its lane); an empty `lane` stays what it
-- is. `before`: a pipeline that was put first or last, to stand just before it there; '' for none. Returns the status,
-- unchanged when it is over; false when there is no such pipeline; 'unplaced' where `before` takes its turns in a lane.
local pid, place, lane, before = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local key = pipelineKey(pid)
local status = redis.call('HGET', key, 'status')
if not status or status == 'completed' or status == 'failed' or status == 'cancelling' or status == 'cancelled' then return status end
local queues = taskQueues()
local other = before ~= '' and redis.call('HMGET', pipelineKey(before), 'place', 'placed')
if other and (not other[1] or before == pid) then return 'unplaced' end
for _, queue in ipairs(queues) do leaveRing(pid, queue) end
if other then place = other[1] end
if lane ~= '' then redis.call('HSET', key, 'lane', lane) end
leavePlaces(pid)
if place == '' then
  redis.call('HDEL', key, 'place', 'placed')
else
  -- Beside those whose tasks are all in the window, too.
  local there, at = B .. 'placed:' .. place, nil
  local function edge(command) return tonumber(redis.call(command, there, 0, 0, 'WITHSCORES')[2] or '') end
  if other then
    local above = redis.call('ZREVRANGEBYSCORE', there, '(' .. other[2], '-inf', 'WITHSCORES', 'LIMIT', 0, 1)[2]
    at = (tonumber(other[2]) + tonumber(above or other[2] - 2)) / 2
  elseif place == 'first' then
    at = math.min(-now, (edge('ZRANGE') or 0) - 1)
  else
    at = math.max(now, (edge('ZREVRANGE') or 0) + 1)
  end
  redis.call('HSET', key, 'place', place, 'placed', string.format('%.6f', at))
  redis.call('ZADD', there, string.format('%.6f', at), pid)
end
for _, queue in ipairs(queues) do
  if redis.call('EXISTS', outboxKey(queue, pid)) == 1 then enterRing(pid, queue) end
end
return status
