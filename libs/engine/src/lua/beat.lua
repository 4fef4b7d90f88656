-- beat(card, queue, record, ttlMs): a card is alive. Forgets those that are not.
local card, queue = ARGV[1], ARGV[2]
for _, dead in ipairs(redis.call('ZRANGEBYSCORE', B .. 'cards:alive', '-inf', now)) do
  redis.call('ZREM', B .. 'cards:alive', dead)
  redis.call('HDEL', B .. 'cards', dead)
end
redis.call('HSET', B .. 'cards', card, ARGV[3])
redis.call('ZADD', B .. 'cards:alive', now + ARGV[4], card)
for _, name in ipairs({ 'gpu', queue }) do
  if name ~= '' then
    redis.call('ZREMRANGEBYSCORE', B .. 'workers:' .. name, '-inf', now)
    redis.call('ZADD', B .. 'workers:' .. name, now + ARGV[4], card .. '|1')
  end
end
return 1
