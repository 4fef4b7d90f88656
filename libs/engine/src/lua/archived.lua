-- archived(pid, run, steps): removes what `drop` leaves of the working keys of an archived pipeline.
local pid = ARGV[1]
local p = redis.call('HMGET', pipelineKey(pid), 'run', 'archived')
if p[1] ~= ARGV[2] or not p[2] then return 0 end
for _, step in ipairs(cjson.decode(ARGV[3])) do redis.call('DEL', stepKey(pid, step)) end
redis.call('UNLINK', workKey(pid), indexKey(pid), logKey(pid), knownKey(pid), B .. 'ev:' .. pid, B .. 'rv:' .. pid, B .. 'hl:' .. pid)
redis.call('ZREM', B .. 'ended', pid)
return 1
