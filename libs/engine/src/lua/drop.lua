-- drop(pid, run, most): removes the next nodes of the graph of a run that is over. Returns how many are left. A late
-- call finds another run there, and leaves it alone.
local pid = ARGV[1]
if redis.call('HGET', pipelineKey(pid), 'run') ~= ARGV[2] then return 0 end
local ids = redis.call('LPOP', indexKey(pid), ARGV[3]) or {}
for _, id in ipairs(ids) do redis.call('UNLINK', nodeKey(pid, id), dependentsKey(pid, id)) end
return redis.call('LLEN', indexKey(pid))
