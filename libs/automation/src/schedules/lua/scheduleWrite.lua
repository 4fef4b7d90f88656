-- scheduleWrite(id, fields, next, create): sets fields of a schedule (JSON; '' takes one away). With create '1' it is a
-- new one. next: when it is due, ms; '' leaves it as it is, 'never' for one that is paused. Who has taken it meanwhile
-- does not settle it any more. Returns 1; 0 for no such schedule; -1 where there are as many as may be.
local B, time = KEYS[1], redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local id, key = ARGV[1], B .. 'schedule:' .. ARGV[1]
if ARGV[4] == '1' then
  if redis.call('ZCARD', B .. 'schedules') >= 500 then return -1 end
  redis.call('ZADD', B .. 'schedules', now, id)
  redis.call('HSET', key, 'createdAt', now, 'log', '[]')
elseif redis.call('EXISTS', key) == 0 then
  return 0
end
for name, value in pairs(cjson.decode(ARGV[2])) do
  if value == '' then redis.call('HDEL', key, name) else redis.call('HSET', key, name, value) end
end
redis.call('HINCRBY', key, 'epoch', 1)
if ARGV[3] == 'never' then
  redis.call('HDEL', key, 'next')
  redis.call('ZREM', B .. 'schedule:due', id)
elseif ARGV[3] ~= '' then
  redis.call('HSET', key, 'next', ARGV[3])
  redis.call('ZADD', B .. 'schedule:due', ARGV[3], id)
elseif redis.call('HEXISTS', key, 'next') == 1 then
  redis.call('ZADD', B .. 'schedule:due', redis.call('HGET', key, 'next'), id)
end
return 1
