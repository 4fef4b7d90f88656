-- hookTake(room, leaseMs, total): deliveries that are due are taken for one attempt each; who does not settle one within
-- the lease has died over it, and another takes it. room: JSON of how many each webhook still has room for, `total` for
-- all. What a disabled webhook has is not taken. Returns a list of { delivery, epoch, tries, hook, type, body, url,
-- format, secret, the secret before or '' }.
local B, time = KEYS[1], redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local room, left, taken = cjson.decode(ARGV[1]), tonumber(ARGV[3]), {}
for _, id in ipairs(redis.call('ZRANGE', B .. 'hooks', 0, -1)) do
  local key, due = B .. 'hook:' .. id, B .. 'hook:due:' .. id
  local most = math.min(left, room[id] or room['*'])
  local found = most > 0 and redis.call('ZRANGEBYSCORE', due, '-inf', now, 'LIMIT', 0, most) or {}
  local h = #found > 0 and redis.call('HMGET', key, 'url', 'format', 'secret', 'old', 'oldUntil', 'disabledAt')
  if h and not h[6] then
    local old = h[4] and tonumber(h[5]) > now and h[4] or ''
    for _, delivery in ipairs(found) do
      local message = B .. 'hook:msg:' .. delivery
      local m = redis.call('HMGET', message, 'type', 'body')
      redis.call('ZADD', due, now + tonumber(ARGV[2]), delivery)
      local epoch, tries = redis.call('HINCRBY', message, 'epoch', 1), redis.call('HINCRBY', message, 'tries', 1)
      taken[#taken + 1] = { delivery, epoch, tries, id, m[1], m[2], h[1], h[2], h[3] or '', old }
      left = left - 1
    end
  end
end
return taken
