-- hookReplay(hook, delivery): tried again now, with all its tries, whatever became of it. Returns 1, or 0 for no such
-- delivery of that webhook.
local B, time = KEYS[1], redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local message = B .. 'hook:msg:' .. ARGV[2]
if redis.call('HGET', message, 'hook') ~= ARGV[1] then return 0 end
redis.call('HSET', message, 'state', 'pending', 'tries', 0, 'due', now)
-- An attempt that is under way does not count any more.
redis.call('HINCRBY', message, 'epoch', 1)
redis.call('ZREM', B .. 'hook:log:' .. ARGV[1], ARGV[2])
redis.call('ZADD', B .. 'hook:due:' .. ARGV[1], now, ARGV[2])
return 1
