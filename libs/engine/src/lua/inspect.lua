-- inspect(pid, task, version, score, microDollars, verdict, payload, events, best): a result that waits was scored. version: the
-- one that was looked at, from 1; where it is another by now nothing is done. score: '' where nobody could tell.
-- verdict: 'approve', 'reject', 'redo' (payload: what is different), 'restore' (payload and events: outputs of the best
-- one, which is approved; best: its version), or 'wait': a person decides. Returns the task's state afterwards, or 'stale'.
local pid, id, version, verdict, payload = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[6], ARGV[7]
local key = nodeKey(pid, id)
local n = redis.call('HMGET', key, 's', 'vn', 'gd', 'st')
if n[1] ~= 'review' or tonumber(n[2] or 0) + 1 ~= version then return 'stale' end
redis.call('HINCRBY', key, 'qc', ARGV[5])
if ARGV[4] ~= '' then redis.call('HSET', key, 'q' .. version, ARGV[4]) end
emit(pid, 'gate', { step_id = n[4], task_id = id, status = 'scored', score = tonumber(ARGV[4]), version = version, by = 'qa' })
if verdict == 'wait' then
  if n[3] then disarmGate(pid, id, n[3]) end
  return 'review'
end
if verdict == 'restore' then
  judge(pid, id, 'edit', payload, ARGV[8], 'qa')
  redis.call('HSET', key, 'q' .. version + 1, redis.call('HGET', key, 'q' .. ARGV[9]) or '0')
  verdict = 'approve'
end
return judge(pid, id, verdict, payload, '[]', 'qa')
