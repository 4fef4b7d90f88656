-- take(queue, limit): moves ready tasks towards BullMQ while fewer than `limit` are in flight, one pipeline after
-- the other, so that a long one does not hold up a short one. Returns { { pipeline, 'task|generation', … }, ms until
-- the next retry is due or -1 }.
local queue, limit = ARGV[1], tonumber(ARGV[2])
local MOST, TURN = 200, 25
local due = redis.call('ZRANGEBYSCORE', laterKey(queue), '-inf', now, 'LIMIT', 0, 100)
for _, member in ipairs(due) do
  redis.call('ZREM', laterKey(queue), member)
  local pid, id = string.match(member, '^([^|]+)|(.+)$')
  if redis.call('HGET', nodeKey(pid, id), 's') == 'retrying' then makeReady(pid, id, queue) end
end
local room = math.min(limit - redis.call('ZCARD', inflightKey(queue)), MOST)
local taken = {}
while room > 0 do
  local pid = redis.call('LPOP', ringKey(queue))
  if not pid then break end
  if redis.call('HGET', pipelineKey(pid), 'status') == 'running' then
    -- Alone it may take many at once; with others, one for each turn.
    local turn = redis.call('LLEN', ringKey(queue)) > 0 and 1 or math.min(room, TURN)
    local entries = redis.call('LPOP', outboxKey(queue, pid), turn) or {}
    local inflight = {}
    for _, entry in ipairs(entries) do
      taken[#taken + 1] = pid
      taken[#taken + 1] = entry
      inflight[#inflight + 1] = now
      inflight[#inflight + 1] = pid .. '|' .. entry
    end
    if #inflight > 0 then redis.call('ZADD', inflightKey(queue), unpack(inflight)) end
    room = room - #entries
    if redis.call('LLEN', outboxKey(queue, pid)) > 0 then redis.call('RPUSH', ringKey(queue), pid) end
  end
end
local later = redis.call('ZRANGE', laterKey(queue), 0, 0, 'WITHSCORES')
return { taken, later[2] and tostring(math.max(0, later[2] - now)) or '-1' }
