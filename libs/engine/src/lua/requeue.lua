-- requeue(queue, member): a task in flight has no live job any more. Back to the outbox, unless it moved on.
local queue, member = ARGV[1], ARGV[2]
local pid, id, generation = string.match(member, '^([^|]+)|(.+)|(%d+)$')
local n = redis.call('HMGET', nodeKey(pid, id), 's', 'j', 'st', 'p')
if n[2] ~= generation or (n[1] ~= 'ready' and n[1] ~= 'running') then
  redis.call('ZREM', inflightKey(queue), member)
  redis.call('ZREM', behindKey(queue), member)
  return 0
end
local running = n[1] == 'running'
local status = redis.call('HGET', pipelineKey(pid), 'status')
local live = status == 'running' or status == 'paused'
if running and live then countLoss(pid, id, n[3]) end
letGo(pid, id, generation, queue, running, n[3], n[4])
if not live then
  redis.call('HSET', nodeKey(pid, id), 's', 'cancelled')
  return 1
end
makeReady(pid, id, queue)
-- Ahead of what has not begun yet: others may wait for it.
redis.call('LMOVE', outboxKey(queue, pid), outboxKey(queue, pid), 'RIGHT', 'LEFT')
return 1
