-- rearchive(pid, run, written): puts a changed archive record into the place of the one there is. Returns 1, or 0 when
-- the pipeline is not archived with that run any more.
local pid, written = ARGV[1], ARGV[3]
local p = redis.call('HMGET', pipelineKey(pid), 'run', 'archived', 'next')
if p[1] ~= ARGV[2] or not p[2] or p[3] then
  redis.call('UNLINK', written)
  return 0
end
redis.call('RENAME', written, B .. 'a:' .. pid)
redis.call('PERSIST', B .. 'a:' .. pid)
return 1
