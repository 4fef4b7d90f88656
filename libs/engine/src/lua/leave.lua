-- leave(card, queue): a card takes nothing more.
local card, queue = ARGV[1], ARGV[2]
redis.call('ZREM', B .. 'cards:alive', card)
redis.call('HDEL', B .. 'cards', card)
if queue ~= '' then redis.call('HSET', B .. 'cards:left', queue, now) end
for _, name in ipairs({ 'gpu', queue }) do redis.call('ZREM', B .. 'workers:' .. name, card .. '|1') end
redis.call('INCR', B .. 'cards:turns')
return 1
