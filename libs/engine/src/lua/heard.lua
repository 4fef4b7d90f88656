-- heard(requestId, providerId): the provider told by itself that it has a request, and what it calls it; so one whose
-- answer was lost is found again. Returns the request's state afterwards; false when there is no such request.
local key = B .. 'lg:' .. ARGV[1]
local e = redis.call('HMGET', key, 'state', 'estimate')
if not e[1] then return false end
if e[1] ~= 'intent' and e[1] ~= 'unknown' then return e[1] end
redis.call('HSET', key, 'heard', ARGV[2], 'ref', ARGV[2])
if e[1] == 'unknown' then
  redis.call('HSET', key, 'state', 'intent')
  redis.call('ZREM', B .. 'unknown', ARGV[1])
  redis.call('HDEL', key, 'closedAt', 'note')
  account(ARGV[1], tonumber(e[2] or 0), 0)
  redis.call('ZADD', B .. 'open', now, ARGV[1])
end
return 'intent'
