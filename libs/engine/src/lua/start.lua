-- start(pid): pending or paused → running. Returns the status afterwards; false when there is no such pipeline.
local pid = ARGV[1]
local status = redis.call('HGET', pipelineKey(pid), 'status')
if status ~= 'pending' and status ~= 'paused' then return status end
redis.call('HSET', pipelineKey(pid), 'status', 'running')
redis.call('HDEL', pipelineKey(pid), 'why')
redis.call('HSETNX', pipelineKey(pid), 'startedAt', now)
redis.call('SADD', B .. 'active', pid)
if redis.call('LLEN', workKey(pid)) > 0 then redis.call('SADD', B .. 'work', pid) end
for _, queue in ipairs(taskQueues()) do
  if redis.call('LLEN', outboxKey(queue, pid)) > 0 then
    leaveRing(pid, queue)
    enterRing(pid, queue)
  end
end
emitStatus(pid, 'running')
return 'running'
