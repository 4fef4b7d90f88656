-- cancel(pid, discard): nothing is claimed or committed afterwards. With `discard` '1' what was made is to be
-- shed, which is graph work; so it may also be asked for later. Returns the status; false for no such pipeline.
local pid, discard = ARGV[1], ARGV[2] == '1'
local p = redis.call('HMGET', pipelineKey(pid), 'status', 'running')
local status = p[1]
local live = status == 'pending' or status == 'running' or status == 'paused'
if discard and (live or status == 'cancelling' or status == 'cancelled') then
  redis.call('HSET', pipelineKey(pid), 'discard', '1')
  if status == 'cancelled' then addWork(pid, '!') end
  redis.call('SADD', B .. 'unlisted', pid)
end
if not live then return status end
status = tonumber(p[2]) > 0 and 'cancelling' or 'cancelled'
redis.call('HSET', pipelineKey(pid), 'status', status)
for _, queue in ipairs(taskQueues()) do redis.call('DEL', outboxKey(queue, pid)) end
emitStatus(pid, status)
if status == 'cancelled' then
  redis.call('HSET', pipelineKey(pid), 'endedAt', now)
  leaveActive(pid)
  addWork(pid, '!')
end
redis.call('PUBLISH', B .. 'control', 'stop ' .. pid)
return status
