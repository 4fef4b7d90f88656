-- create(pid, fields, steps, nodes): stores a pipeline and the start of its graph. Nothing runs until `start`.
-- Creating the same id again changes nothing and returns 0.
local pid, fields, steps, nodes = ARGV[1], cjson.decode(ARGV[2]), cjson.decode(ARGV[3]), cjson.decode(ARGV[4])
if redis.call('EXISTS', pipelineKey(pid)) == 1 then return 0 end
redis.call('HSET', pipelineKey(pid), 'status', 'pending', 'createdAt', now, 'stepsDone', 0, 'running', 0)
for name, value in pairs(fields) do redis.call('HSET', pipelineKey(pid), name, value) end
for order, step in ipairs(steps) do
  redis.call('HSET', stepKey(pid, step[1]), 'status', 'pending', 'order', order, 'type', step[2], 'expected', step[3])
end
redis.call('ZADD', B .. 'pipelines', now, pid)
addNodes(pid, nodes)
emitStatus(pid, 'pending')
return 1
