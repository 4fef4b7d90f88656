-- take(queue, limit): moves ready tasks towards BullMQ while fewer than `limit` are in flight, one pipeline after
-- the other, so that a long one does not hold up a short one. Returns { pid, task, generation, step, … }.
local queue, limit = ARGV[1], tonumber(ARGV[2])
local due = redis.call('ZRANGEBYSCORE', laterKey(queue), '-inf', now, 'LIMIT', 0, 100)
for _, member in ipairs(due) do
  redis.call('ZREM', laterKey(queue), member)
  local pid, id = string.match(member, '^([^|]+)|(.+)$')
  if redis.call('HGET', nodeKey(pid, id), 's') == 'retrying' then makeReady(pid, id, queue) end
end
local room = math.min(limit - redis.call('ZCARD', inflightKey(queue)), 200)
local taken = {}
while room > 0 do
  local pid = redis.call('LPOP', ringKey(queue))
  if not pid then break end
  if redis.call('HGET', pipelineKey(pid), 'status') == 'running' then
    local entry = redis.call('LPOP', outboxKey(queue, pid))
    if entry then
      local id, generation = string.match(entry, '^(.+)|(%d+)$')
      local n = redis.call('HMGET', nodeKey(pid, id), 's', 'j', 'st')
      if n[1] == 'ready' and n[2] == generation then
        redis.call('HSET', nodeKey(pid, id), 's', 'queued')
        redis.call('ZADD', inflightKey(queue), now, inflightMember(pid, id, generation))
        taken[#taken + 1] = pid
        taken[#taken + 1] = id
        taken[#taken + 1] = generation
        taken[#taken + 1] = n[3]
        room = room - 1
      end
      if redis.call('LLEN', outboxKey(queue, pid)) > 0 then redis.call('RPUSH', ringKey(queue), pid) end
    end
  end
end
local later = redis.call('ZRANGE', laterKey(queue), 0, 0, 'WITHSCORES')
return { taken, later[2] and tostring(math.max(0, later[2] - now)) or '-1' }
