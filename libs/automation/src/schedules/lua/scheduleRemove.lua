-- scheduleRemove(id): forgets a schedule; what it made stays. Returns 1, or 0 for no such schedule.
local B, id = KEYS[1], ARGV[1]
redis.call('ZREM', B .. 'schedule:due', id)
redis.call('ZREM', B .. 'schedules', id)
return redis.call('UNLINK', B .. 'schedule:' .. id)
