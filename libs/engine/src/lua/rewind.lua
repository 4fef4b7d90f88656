-- rewind(pid, run, next, start, revision): a pipeline that has not begun, is over, or is paused with nothing running,
-- gets changes, and with start '1' is to be run by them. next: JSON of the fields it will have. What follows is graph
-- work ('@'): gathering what was made, clearing the graph, `rebuild`. Returns its status before; 'busy' while it runs,
-- 'again' while earlier changes are put in place, 'changed' when its revision is another than the one given, unless
-- that is empty; false for no such pipeline.
local pid = ARGV[1]
local key = pipelineKey(pid)
local p = redis.call('HMGET', key, 'status', 'run', 'running', 'next', 'rev')
local status = p[1]
if not status then return false end
if p[4] or p[2] ~= ARGV[2] then return 'again' end
if ARGV[5] ~= '' and ARGV[5] ~= (p[5] or '0') then return 'changed' end
if not isOver(status) and status ~= 'pending' and not (status == 'paused' and p[3] == '0') then return 'busy' end
for _, queue in ipairs(taskQueues()) do
  redis.call('DEL', outboxKey(queue, pid))
  leaveRing(pid, queue)
end
redis.call('SREM', B .. 'active', pid)
redis.call('ZREM', B .. 'ended', pid)
redis.call('HSET', key, 'status', 'pending', 'next', ARGV[3], 'begin', ARGV[4])
redis.call('HINCRBY', key, 'rev', 1)
redis.call('HDEL', key, 'why', 'reviews')
redis.call('DEL', B .. 'rv:' .. pid)
-- What happened before is over: whoever replays events is told of the run to come.
redis.call('DEL', B .. 'ev:' .. pid)
addWork(pid, '!')
addWork(pid, '@')
emitStatus(pid, 'pending')
return status
