-- cancel(pid, queues…): nothing is claimed or committed afterwards. Returns the status; false for no such pipeline.
local pid = ARGV[1]
local p = redis.call('HMGET', pipelineKey(pid), 'status', 'running')
local status = p[1]
if status ~= 'pending' and status ~= 'running' and status ~= 'paused' then return status end
status = tonumber(p[2]) > 0 and 'cancelling' or 'cancelled'
redis.call('HSET', pipelineKey(pid), 'status', status)
for i = 2, #ARGV do redis.call('DEL', outboxKey(ARGV[i], pid)) end
emitStatus(pid, status)
if status == 'cancelled' then
  redis.call('HSET', pipelineKey(pid), 'endedAt', now)
  redis.call('SREM', B .. 'active', pid)
  addWork(pid, '!')
end
redis.call('PUBLISH', B .. 'control', 'stop ' .. pid)
return status
