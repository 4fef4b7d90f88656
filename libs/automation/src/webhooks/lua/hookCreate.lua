-- hookCreate(id, fields, most): stores a webhook (JSON of its fields). Returns 1, or 0 where there are as many as may be.
local B, time = KEYS[1], redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if redis.call('ZCARD', B .. 'hooks') >= tonumber(ARGV[3]) then return 0 end
for name, value in pairs(cjson.decode(ARGV[2])) do redis.call('HSET', B .. 'hook:' .. ARGV[1], name, value) end
redis.call('HSET', B .. 'hook:' .. ARGV[1], 'createdAt', now)
redis.call('ZADD', B .. 'hooks', now, ARGV[1])
return 1
