-- answer(key, token, leaseMs, status, body): what became of a request. With a status, that answer is kept; without one
-- and a lease above 0, it is still being done; else it may be tried again. Returns 0 for who no longer holds it.
local key = B .. 'request:' .. ARGV[1]
if redis.call('HGET', key, 'token') ~= ARGV[2] then return 0 end
if ARGV[4] ~= '' then
  redis.call('HSET', key, 'status', ARGV[4], 'body', ARGV[5])
  redis.call('HDEL', key, 'token', 'lease')
elseif tonumber(ARGV[3]) > 0 then
  redis.call('HSET', key, 'lease', now + ARGV[3])
else
  redis.call('HDEL', key, 'token', 'lease')
end
return 1
