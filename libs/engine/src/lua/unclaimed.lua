-- unclaimed(requestId, note): the provider has made it, and nobody has taken it yet: a later run of the task does, without
-- paying again. Where nobody has said what it costs it counts with its estimate; a free one is forgotten.
local key = B .. 'lg:' .. ARGV[1]
local e = redis.call('HMGET', key, 'state', 'estimate', 'actual', 'free')
if e[1] ~= 'submitted' then return 0 end
if e[4] then return closeRequest(ARGV[1], 'settled', '', 0) and 1 or 0 end
redis.call('HSET', key, 'note', ARGV[2])
account(ARGV[1], 0, tonumber(e[3] or e[2] or 0))
redis.call('ZREM', B .. 'open', ARGV[1])
return 1
