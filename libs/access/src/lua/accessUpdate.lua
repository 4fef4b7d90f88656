-- accessUpdate(id, fields): sets fields of a key (JSON; '' takes one away) that is there and not revoked. Returns 'ok',
-- 'revoked', or false for no such key.
local key = KEYS[1] .. 'key:' .. ARGV[1]
if redis.call('EXISTS', key) == 0 then return false end
if redis.call('HEXISTS', key, 'revokedAt') == 1 then return 'revoked' end
for name, value in pairs(cjson.decode(ARGV[2])) do
  if value == '' then redis.call('HDEL', key, name) else redis.call('HSET', key, name, value) end
end
redis.call('PUBLISH', KEYS[1] .. 'control', 'rekey ' .. ARGV[1])
return 'ok'
