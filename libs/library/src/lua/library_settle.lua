-- library_settle(pid, run): all that a finished pipeline made is listed. Returns 0 when it runs again, or something of
-- it is still under way.
local B = KEYS[1]
local pid = ARGV[1]
local p = redis.call('HMGET', B .. 'p:' .. pid, 'status', 'run', 'next')
if p[1] then
  local over = p[1] == 'completed' or p[1] == 'failed' or p[1] == 'cancelled'
  if not over or p[2] ~= ARGV[2] or p[3] or redis.call('LLEN', B .. 'w:' .. pid) > 0 then return 0 end
else
  -- Who removed it may want to know a while longer.
  redis.call('EXPIRE', B .. 'library:of:' .. pid, 86400)
end
redis.call('SREM', B .. 'unlisted', pid)
redis.call('HDEL', B .. 'library:cursor', pid)
return 1
