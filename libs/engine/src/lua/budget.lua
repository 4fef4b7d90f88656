-- budget(pid, limit): what a pipeline may spend in all, micro-dollars; '' takes the limit away. Returns 1; false when
-- there is no such pipeline.
local key = pipelineKey(ARGV[1])
if redis.call('EXISTS', key) == 0 then return false end
if ARGV[2] == '' then redis.call('HDEL', key, 'budget') else redis.call('HSET', key, 'budget', ARGV[2]) end
return 1
