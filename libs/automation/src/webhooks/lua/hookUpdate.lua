-- hookUpdate(id, fields): sets fields of a webhook (JSON; '' takes one away). Returns 1, or 0 for no such webhook.
local key = KEYS[1] .. 'hook:' .. ARGV[1]
if redis.call('EXISTS', key) == 0 then return 0 end
for name, value in pairs(cjson.decode(ARGV[2])) do
  if value == '' then redis.call('HDEL', key, name) else redis.call('HSET', key, name, value) end
end
return 1
