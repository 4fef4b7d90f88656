-- worked(pid, item): takes a finished piece of graph work off the list; forgets the pipeline when nothing is left.
local pid, item = ARGV[1], ARGV[2]
if item ~= '' then redis.call('LREM', workKey(pid), 1, item) end
if redis.call('LLEN', workKey(pid)) == 0 then redis.call('SREM', B .. 'work', pid) end
restPilot(pid)
return 1
