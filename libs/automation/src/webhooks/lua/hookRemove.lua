-- hookRemove(id): forgets a webhook and its deliveries. Returns 1, or 0 for no such webhook.
local B, id = KEYS[1], ARGV[1]
if redis.call('ZREM', B .. 'hooks', id) == 0 then return 0 end
for _, list in ipairs({ 'due', 'log' }) do
  local key = B .. 'hook:' .. list .. ':' .. id
  for _, delivery in ipairs(redis.call('ZRANGE', key, 0, -1)) do redis.call('UNLINK', B .. 'hook:msg:' .. delivery) end
  redis.call('UNLINK', key)
end
redis.call('UNLINK', B .. 'hook:' .. id)
return 1
