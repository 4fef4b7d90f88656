-- close(requestId, state, note, microDollars): a paid request came to nothing: 'rejected' before the provider took it,
-- 'failed' or 'cancelled' afterwards, or 'unknown', which stays open until a person decides.
local key = B .. 'lg:' .. ARGV[1]
local entry = redis.call('HMGET', key, 'state', 'p', 't', 'free')
if entry[1] ~= 'intent' and entry[1] ~= 'submitted' then return 0 end
redis.call('HSET', key, 'state', ARGV[2], 'note', ARGV[3], 'closedAt', now)
bill(ARGV[1], ARGV[4])
local open = B .. 'rq:' .. entry[2]
if entry[4] then redis.call('UNLINK', key) end
if ARGV[2] ~= 'unknown' and redis.call('HGET', open, entry[3]) == ARGV[1] then redis.call('HDEL', open, entry[3]) end
return 1
