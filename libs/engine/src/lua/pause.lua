-- pause(pid): running → paused. What runs may finish; nothing more is begun until `start`. Returns the status
-- afterwards; false when there is no such pipeline.
local pid = ARGV[1]
local status = redis.call('HGET', pipelineKey(pid), 'status')
if status ~= 'running' then return status end
redis.call('HSET', pipelineKey(pid), 'status', 'paused')
emitStatus(pid, 'paused')
return 'paused'
