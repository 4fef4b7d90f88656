-- submitted(requestId, job): the provider has the work; job is what it is attached to again by. On record whoever asks,
-- because it costs from now on; also where it was thought to be unknown.
local key = B .. 'lg:' .. ARGV[1]
local entry = redis.call('HMGET', key, 'state', 'estimate')
if entry[1] ~= 'intent' and entry[1] ~= 'unknown' then return 0 end
redis.call('HSET', key, 'state', 'submitted', 'job', ARGV[2], 'ref', cjson.decode(ARGV[2]).id, 'submittedAt', now)
redis.call('HDEL', key, 'closedAt', 'note')
redis.call('ZREM', B .. 'unknown', ARGV[1])
account(ARGV[1], tonumber(entry[2] or 0), 0)
redis.call('ZADD', B .. 'open', now, ARGV[1])
return 1
