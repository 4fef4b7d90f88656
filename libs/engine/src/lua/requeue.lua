-- requeue(queue, member): a task in flight has no live job any more. Back to the outbox, unless it moved on.
local queue, member = ARGV[1], ARGV[2]
local pid, id, generation = string.match(member, '^([^|]+)|(.+)|(%d+)$')
local n = redis.call('HMGET', nodeKey(pid, id), 's', 'j', 'st', 'p')
if n[2] ~= generation or (n[1] ~= 'ready' and n[1] ~= 'running') then
  redis.call('ZREM', inflightKey(queue), member)
  return 0
end
local running = n[1] == 'running'
if running then redis.call('HINCRBY', nodeKey(pid, id), 'ls', 1) end
letGo(pid, id, generation, queue, running, n[3], n[4])
local status = redis.call('HGET', pipelineKey(pid), 'status')
if status == 'running' or status == 'paused' then makeReady(pid, id, queue) else redis.call('HSET', nodeKey(pid, id), 's', 'cancelled') end
return 1
