-- Takes a pipeline out of a queue's turns, wherever it stands.
local function leaveRing(pid, queue)
  local p = redis.call('HMGET', pipelineKey(pid), 'lane', 'owner', 'place')
  if p[3] then
    redis.call('ZREM', ringKey(queue, p[3]), pid)
    return
  end
  local lane, owner = ringKey(queue, p[1] or 'interactive'), p[2] or 'default'
  redis.call('LREM', lane .. ':' .. owner, 0, pid)
  if redis.call('EXISTS', lane .. ':' .. owner) == 0 then redis.call('LREM', lane, 0, owner) end
end
