-- overdue(most): decides about results that nobody decided about in time, as was agreed for their gate. While a pipeline is
-- paused the time does not run out: it begins anew. Returns the pipelines that go on, one for each decision, how many were looked
-- at, and those to be scored, as 'pipeline|task'.
-- What is to be scored ('qa') is named, and put off so that only one process is at it.
local LEASE_MS = 30000
local acted, looks = {}, {}
local due = redis.call('ZRANGEBYSCORE', gatesKey(), '-inf', now, 'LIMIT', 0, ARGV[1])
for _, member in ipairs(due) do
  local pid, id, policy, ms = string.match(member, '^([^|]+)|(.+)|(%a+)|(%d+)$')
  local n = redis.call('HMGET', nodeKey(pid, id), 's', 'st', 'gd')
  local status = redis.call('HGET', pipelineKey(pid), 'status')
  if n[1] ~= 'review' or n[3] ~= member or (status ~= 'running' and status ~= 'paused') then
    redis.call('ZREM', gatesKey(), member)
  elseif status == 'paused' then
    redis.call('ZADD', gatesKey(), now + math.max(1000, ms), member)
  elseif policy == 'qa' then
    redis.call('ZADD', gatesKey(), now + LEASE_MS, member)
    looks[#looks + 1] = pid .. '|' .. id
  elseif policy == 'pause' then
    redis.call('ZADD', gatesKey(), now + ms, member)
    local why = { reason = 'gate', step_id = n[2], task_id = id, waited_sec = math.floor(ms / 1000) }
    redis.call('HSET', pipelineKey(pid), 'status', 'paused', 'why', cjson.encode(why))
    emitStatus(pid, 'paused', why)
  else
    disarmGate(pid, id, member)
    judge(pid, id, policy, '', '[]', 'timeout')
    acted[#acted + 1] = pid
  end
end
return { acted, #due, looks }
