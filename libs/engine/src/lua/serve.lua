-- serve(card, seen, from, to, record, ttlMs): a card turns from one queue to another, either may be ''. Refused when
-- another card has turned since `seen`, for then the choice was made without knowing that. Returns 1, or 0.
local card, from, to = ARGV[1], ARGV[3], ARGV[4]
if (redis.call('GET', B .. 'cards:turns') or '0') ~= ARGV[2] then return 0 end
redis.call('INCR', B .. 'cards:turns')
redis.call('HSET', B .. 'cards', card, ARGV[5])
redis.call('ZADD', B .. 'cards:alive', now + ARGV[6], card)
if from ~= '' then redis.call('HSET', B .. 'cards:left', from, now) end
-- Every card counts as a worker of `gpu`, and besides of the queue that it takes from.
if from ~= '' and from ~= 'gpu' then redis.call('ZREM', B .. 'workers:' .. from, card .. '|1') end
if to ~= '' and to ~= 'gpu' then redis.call('ZADD', B .. 'workers:' .. to, now + ARGV[6], card .. '|1') end
return 1
