-- accessRevoke(id): the key opens nothing any more, and what it has open is closed. Returns 1, or 0 for no such key.
local key = KEYS[1] .. 'key:' .. ARGV[1]
if redis.call('EXISTS', key) == 0 then return 0 end
local time = redis.call('TIME')
redis.call('HSETNX', key, 'revokedAt', time[1] * 1000 + math.floor(time[2] / 1000))
redis.call('PUBLISH', KEYS[1] .. 'control', 'rekey ' .. ARGV[1])
return 1
