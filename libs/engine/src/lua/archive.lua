-- archive(pid, run, written): puts the archive record that was written at a key into its place; from here on readers
-- use it. Nothing of the graph is dropped before, so every record written until then is whole. Returns 1, also when
-- another process was first; 0 when the pipeline is not over, is to be run again, or something is still under way.
local pid, written = ARGV[1], ARGV[3]
local key = pipelineKey(pid)
local p = redis.call('HMGET', key, 'status', 'run', 'next', 'running', 'archived')
local fits = isOver(p[1]) and p[2] == ARGV[2] and not p[3] and tonumber(p[4]) <= 0
if not fits or p[5] or redis.call('LLEN', workKey(pid)) > 0 then
  redis.call('UNLINK', written)
  return fits and p[5] and 1 or 0
end
redis.call('RENAME', written, B .. 'a:' .. pid)
redis.call('PERSIST', B .. 'a:' .. pid)
redis.call('HSET', key, 'archived', 1)
redis.call('HDEL', key, 'definition', 'plan', 'published', 'begin', 'stepsDone')
return 1
