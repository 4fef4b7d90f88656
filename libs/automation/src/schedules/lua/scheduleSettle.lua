-- scheduleSettle(id, epoch, next, runs, last, why): what was done about a schedule that was due. next: when it is due
-- again, ms; runs: JSON list for its log, of which the latest 50 are kept; last: its latest pipeline, or ''; why: where
-- it is to be paused, the reason. epoch '' for a run that a person asked for: then only the log and the last are set.
-- Returns 'ok', or 'stale' where it was changed or taken by another since.
local B, time = KEYS[1], redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local id, key = ARGV[1], B .. 'schedule:' .. ARGV[1]
local epoch, log = unpack(redis.call('HMGET', key, 'epoch', 'log'))
if not epoch or (ARGV[2] ~= '' and epoch ~= ARGV[2]) then return 'stale' end
local entries = cjson.decode(log or '[]')
for _, entry in ipairs(cjson.decode(ARGV[4])) do entries[#entries + 1] = entry end
while #entries > 50 do table.remove(entries, 1) end
if #entries > 0 then redis.call('HSET', key, 'log', cjson.encode(entries)) end
if ARGV[5] ~= '' then redis.call('HSET', key, 'last', ARGV[5]) end
if ARGV[2] == '' then return 'ok' end
if ARGV[6] ~= '' then
  redis.call('HSET', key, 'pausedAt', now, 'why', ARGV[6])
  redis.call('HDEL', key, 'next')
  redis.call('ZREM', B .. 'schedule:due', id)
else
  redis.call('HSET', key, 'next', ARGV[3])
  redis.call('ZADD', B .. 'schedule:due', ARGV[3], id)
end
return 'ok'
