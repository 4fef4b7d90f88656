-- move(pid, place, lane): changes when a pipeline's tasks are served. `place` is 'first' (before all others,
-- the latest moved first), 'last' (when nothing else waits) or '' (in turn in its lane); an empty `lane` stays what it
-- is. Returns the status, unchanged when it is over; false when there is no such pipeline.
local pid, place, lane = ARGV[1], ARGV[2], ARGV[3]
local key = pipelineKey(pid)
local status = redis.call('HGET', key, 'status')
if not status or status == 'completed' or status == 'failed' or status == 'cancelling' or status == 'cancelled' then return status end
local queues = taskQueues()
for _, queue in ipairs(queues) do leaveRing(pid, queue) end
if lane ~= '' then redis.call('HSET', key, 'lane', lane) end
if place == '' then
  redis.call('HDEL', key, 'place', 'placed')
else
  redis.call('HSET', key, 'place', place, 'placed', place == 'first' and -now or now)
end
for _, queue in ipairs(queues) do
  if redis.call('EXISTS', outboxKey(queue, pid)) == 1 then enterRing(pid, queue) end
end
return status
