-- forget(pid, steps): removes what `drop` leaves of a pipeline.
local pid = ARGV[1]
for _, step in ipairs(cjson.decode(ARGV[2])) do redis.call('DEL', stepKey(pid, step)) end
for _, queue in ipairs(taskQueues()) do redis.call('DEL', outboxKey(queue, pid)) end
local listed = redis.call('HGET', pipelineKey(pid), 'listed')
if listed then redis.call('ZREM', B .. 'st:' .. listed, pid) end
redis.call('ZREM', B .. 'updated', pid)
redis.call('UNLINK', workKey(pid), indexKey(pid), logKey(pid), knownKey(pid), B .. 'ev:' .. pid, B .. 'a:' .. pid, B .. 'rq:' .. pid, B .. 'rv:' .. pid, B .. 'hl:' .. pid, pipelineKey(pid))
redis.call('ZREM', B .. 'pipelines', pid)
redis.call('ZREM', B .. 'ended', pid)
redis.call('SREM', B .. 'active', pid)
leavePlaces(pid)
redis.call('SREM', B .. 'work', pid)
redis.call('SADD', B .. 'unlisted', pid)
return 1
