-- create(pid, fields, steps, nodes): stores a pipeline and the start of its graph. Nothing runs until `start`.
-- Creating the same id again changes nothing and returns 0.
local pid, fields, steps, nodes = ARGV[1], cjson.decode(ARGV[2]), cjson.decode(ARGV[3]), cjson.decode(ARGV[4])
if redis.call('EXISTS', pipelineKey(pid)) == 1 then return 0 end
redis.call('HSET', pipelineKey(pid), 'status', 'pending', 'createdAt', now, 'run', 1, 'stepsDone', 0, 'running', 0)
for name, value in pairs(fields) do redis.call('HSET', pipelineKey(pid), name, value) end
redis.call('PERSIST', knownKey(pid))
addSteps(pid, steps)
redis.call('ZADD', B .. 'pipelines', now, pid)
addNodes(pid, nodes)
emitStatus(pid, 'pending')
return 1
