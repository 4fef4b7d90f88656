-- hookSettle(delivery, epoch, state, delayMs, entry, disable, giveUpMs, keep): how an attempt ended. state: 'delivered',
-- 'pending' (again after the delay) or 'failed'; entry: JSON of the attempt for its log; disable: why its webhook is told
-- nothing any more, or ''. A webhook that has only failed for `giveUpMs` is disabled too. Of what is over, the latest
-- `keep` are kept. Returns 'ok', or 'stale' where it was taken by another since.
local B, time = KEYS[1], redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local delivery, state, why = ARGV[1], ARGV[3], ARGV[6]
local message = B .. 'hook:msg:' .. delivery
local m = redis.call('HMGET', message, 'hook', 'epoch', 'log')
if not m[1] or m[2] ~= ARGV[2] then return 'stale' end
local hook, due, log = B .. 'hook:' .. m[1], B .. 'hook:due:' .. m[1], B .. 'hook:log:' .. m[1]
local entries = cjson.decode(m[3])
entries[#entries + 1] = cjson.decode(ARGV[5])
while #entries > 12 do table.remove(entries, 1) end
redis.call('HSET', message, 'log', cjson.encode(entries), 'state', state)

if state == 'delivered' then
  redis.call('HDEL', hook, 'failingSince')
  redis.call('HSET', hook, 'deliveredAt', now)
else
  redis.call('HSETNX', hook, 'failingSince', now)
  if why == '' and now - tonumber(redis.call('HGET', hook, 'failingSince')) > tonumber(ARGV[7]) then why = 'it has failed for days' end
  if why ~= '' then redis.call('HSET', hook, 'disabledAt', now, 'why', why) end
end
if state == 'pending' then
  redis.call('HSET', message, 'due', now + tonumber(ARGV[4]))
  redis.call('ZADD', due, now + tonumber(ARGV[4]), delivery)
  return 'ok'
end
redis.call('HDEL', message, 'due')
redis.call('ZREM', due, delivery)
redis.call('ZADD', log, now, delivery)
local over = redis.call('ZCARD', log) - tonumber(ARGV[8])
if over > 0 then
  for _, old in ipairs(redis.call('ZRANGE', log, 0, over - 1)) do redis.call('UNLINK', B .. 'hook:msg:' .. old) end
  redis.call('ZREMRANGEBYRANK', log, 0, over - 1)
end
return 'ok'
