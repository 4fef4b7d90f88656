-- preview(pid, task, epoch, jpeg, ttlMs): how the work of a running task looks by now. Only the latest is kept, for a
-- while, and it is told to whoever listens now: it is no event of the pipeline's stream. Returns 1, 0 for a late one.
local pid, id = ARGV[1], ARGV[2]
local n = redis.call('HMGET', nodeKey(pid, id), 's', 'e', 'st')
if n[1] ~= 'running' or n[2] ~= ARGV[3] then return 0 end
redis.call('SET', B .. 'pv:' .. pid .. ':' .. id, ARGV[4], 'PX', ARGV[5])
redis.call('PUBLISH', B .. 'events', pid .. ' - preview ' .. cjson.encode({ step_id = n[3], task_id = id, bytes = #ARGV[4], at = now }))
return 1
