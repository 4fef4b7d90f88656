-- hookTell(entries, deliveries, most): entries of `tell` become deliveries, all of them or none, once. entries: JSON list
-- of their ids; deliveries: JSON list of { id, hook, type, p, body, at }. A webhook keeps `most` that are not over.
-- Returns 1; 0 where another process has done it.
local B, time = KEYS[1], redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local entries = cjson.decode(ARGV[1])
if #entries > 0 then
  if redis.call('XDEL', B .. 'tell', entries[1]) == 0 then return 0 end
  redis.call('XDEL', B .. 'tell', unpack(entries))
end
for _, d in ipairs(cjson.decode(ARGV[2])) do
  local hook, due, message = B .. 'hook:' .. d.hook, B .. 'hook:due:' .. d.hook, B .. 'hook:msg:' .. d.id
  if redis.call('EXISTS', hook) == 1 and redis.call('EXISTS', message) == 0 then
    if redis.call('ZCARD', due) >= tonumber(ARGV[3]) then
      redis.call('HINCRBY', hook, 'dropped', 1)
    else
      redis.call('HSET', message, 'hook', d.hook, 'type', d.type, 'p', d.p, 'body', d.body, 'at', d.at, 'state', 'pending', 'tries', 0, 'epoch', 0, 'due', now, 'log', '[]')
      redis.call('ZADD', due, now, d.id)
    end
  end
end
return 1
