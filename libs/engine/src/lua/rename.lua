-- rename(pid, name, revision): another name. Returns 'accepted'; 'changed' when its revision is another than the one
-- given, unless that is empty; false for no such pipeline.
local key = pipelineKey(ARGV[1])
local p = redis.call('HMGET', key, 'status', 'rev')
if not p[1] then return false end
if ARGV[3] ~= '' and ARGV[3] ~= (p[2] or '0') then return 'changed' end
redis.call('HINCRBY', key, 'rev', 1)
redis.call('HSET', key, 'name', ARGV[2], 'updatedAt', now)
redis.call('ZADD', B .. 'updated', now, ARGV[1])
return 'accepted'
