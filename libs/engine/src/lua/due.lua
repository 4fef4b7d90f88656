-- due(limit, againMs): open paid requests that nobody is at: of a pipeline that is over or gone, of a task that is done
-- or has another request, or of a task that asks nobody any more. Each is given out once in `againMs`.
local given = {}
for _, request in ipairs(redis.call('ZRANGEBYSCORE', B .. 'open', '-inf', now, 'LIMIT', 0, ARGV[1])) do
  redis.call('ZADD', B .. 'open', now + tonumber(ARGV[2]), request)
  local e = redis.call('HMGET', B .. 'lg:' .. request, 'p', 't')
  if not e[1] then
    redis.call('ZREM', B .. 'open', request)
  else
    local status = redis.call('HGET', pipelineKey(e[1]), 'status')
    local state = redis.call('HGET', nodeKey(e[1], e[2]), 's')
    local own = redis.call('HGET', B .. 'rq:' .. e[1], e[2]) == request
    local live = status == 'running' or status == 'paused' or status == 'pending'
    local waits = live and own and state and state ~= 'done' and state ~= 'failed' and state ~= 'skipped' and state ~= 'cancelled'
    if state ~= 'running' and not waits then given[#given + 1] = request end
  end
end
return given
