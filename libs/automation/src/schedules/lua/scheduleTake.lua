-- scheduleTake(leaseMs, most): schedules that are due are taken by one process; who does not settle one within the lease
-- has died over it, and another takes it. Returns a list of { id, epoch, now }.
local B, time = KEYS[1], redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local taken = {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', B .. 'schedule:due', '-inf', now, 'LIMIT', 0, ARGV[2])) do
  redis.call('ZADD', B .. 'schedule:due', now + ARGV[1], id)
  taken[#taken + 1] = { id, redis.call('HINCRBY', B .. 'schedule:' .. id, 'epoch', 1), now }
end
return taken
