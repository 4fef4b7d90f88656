-- evict(before, most): forgets cached results that nobody used since. Returns how many.
local keys = redis.call('ZRANGEBYSCORE', B .. 'cache', '-inf', ARGV[1], 'LIMIT', 0, ARGV[2])
for _, key in ipairs(keys) do
  redis.call('DEL', B .. 'c:' .. key)
  redis.call('ZREM', B .. 'cache', key)
end
return #keys
