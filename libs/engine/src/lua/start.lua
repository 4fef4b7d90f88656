-- start(pid, run): pending or paused → running. Where changes wait to be put in place, it is to begin after that.
-- Returns the status afterwards; 'again' when its run is another by now; false when there is no such pipeline.
local pid = ARGV[1]
local p = redis.call('HMGET', pipelineKey(pid), 'status', 'run', 'next')
local status = p[1]
if status ~= 'pending' and status ~= 'paused' then return status end
if p[3] then
  redis.call('HSET', pipelineKey(pid), 'begin', '1')
  return status
end
if p[2] ~= ARGV[2] then return 'again' end
redis.call('HSET', pipelineKey(pid), 'status', 'running')
redis.call('HDEL', pipelineKey(pid), 'why')
redis.call('HSETNX', pipelineKey(pid), 'startedAt', now)
redis.call('SADD', B .. 'active', pid)
redis.call('SADD', B .. 'unlisted', pid)
if redis.call('LLEN', workKey(pid)) > 0 then redis.call('SADD', B .. 'work', pid) end
for _, queue in ipairs(taskQueues()) do
  if redis.call('LLEN', outboxKey(queue, pid)) > 0 then
    leaveRing(pid, queue)
    enterRing(pid, queue)
  end
end
emitStatus(pid, 'running')
return 'running'
