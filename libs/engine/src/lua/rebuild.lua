-- rebuild(pid, run, oldSteps, steps, nodes): the next run takes the place of the one that was cleared. Returns 1, 0 when
-- somebody else did it, -1 while nodes of the old graph are left.
local pid = ARGV[1]
local key = pipelineKey(pid)
local p = redis.call('HMGET', key, 'run', 'next')
if not p[2] or p[1] ~= ARGV[2] then return 0 end
if redis.call('LLEN', indexKey(pid)) > 0 then return -1 end
for _, step in ipairs(cjson.decode(ARGV[3])) do redis.call('DEL', stepKey(pid, step)) end
redis.call('DEL', logKey(pid), B .. 'a:' .. pid, heldKey(pid))
redis.call('HDEL', key, 'live')
if redis.call('HGET', key, 'pilot') == 'waiting' then redis.call('HSET', key, 'pilot', 'running') end
redis.call('HDEL', key, 'next', 'archived', 'endedAt', 'startedAt', 'error', 'failedStep', 'failedTask', 'published', 'currentStep', 'discard')
redis.call('HSET', key, 'run', ARGV[2] + 1, 'base', ARGV[2] * 1000000, 'stepsDone', 0, 'running', 0)
for name, value in pairs(cjson.decode(p[2])) do redis.call('HSET', key, name, value) end
addSteps(pid, cjson.decode(ARGV[4]))
addNodes(pid, cjson.decode(ARGV[5]))
return 1
