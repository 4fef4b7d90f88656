-- blueprint_move(name, where, expected, now, before): into the trash ('out') or back ('back'). expected: the revision it
-- must have, or ''. What is in the trash since before then goes for good. Returns 'ok', 'missing' or 'changed'.
local B = KEYS[1]
local name, where, expected, now = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
for _, old in ipairs(redis.call('ZRANGE', B .. 'blueprints:trash', '-inf', '(' .. ARGV[5], 'BYSCORE', 'LIMIT', 0, 100)) do
  local gone = B .. 'blueprint:' .. old
  redis.call('DEL', gone, gone .. ':versions', gone .. ':presets')
  redis.call('ZREM', B .. 'blueprints:trash', old)
end
local key = B .. 'blueprint:' .. name
local b = redis.call('HMGET', key, 'latest', 'revision', 'deleted')
if not b[1] or (where == 'out') == (b[3] and true or false) then return 'missing' end
if expected ~= '' and b[2] ~= expected then return 'changed' end
redis.call('HINCRBY', key, 'revision', 1)
if where == 'out' then
  redis.call('HSET', key, 'deleted', now)
  redis.call('ZREM', B .. 'blueprints', name)
  redis.call('ZADD', B .. 'blueprints:trash', now, name)
else
  redis.call('HDEL', key, 'deleted')
  redis.call('ZREM', B .. 'blueprints:trash', name)
  redis.call('ZADD', B .. 'blueprints', now, name)
end
return 'ok'
