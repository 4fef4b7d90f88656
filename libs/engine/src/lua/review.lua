-- review(pid, task, decision, payload, events): a person decides about a task whose result waits. 'approve' lets what
-- depends on it go on; 'reject' skips it, and what needs it; 'edit' puts other outputs in its place (payload: JSON of
-- all of them, events: JSON list of outputs to tell), and it still waits; 'redo' has it made anew (payload: JSON of what
-- is different). What it was before is kept. Returns the task's state afterwards, 'over' where the pipeline does not
-- run any more; false for no such task.
local pid, id, decision, payload = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local key = nodeKey(pid, id)
local n = redis.call('HMGET', key, 's', 'st', 'q', 'jn', 'r', 'vn', 'hd')
if n[1] ~= 'review' then return n[1] end
local status = redis.call('HGET', pipelineKey(pid), 'status')
if status ~= 'running' and status ~= 'paused' then return 'over' end
local step = n[2]

local function keepVersion()
  local number = redis.call('HINCRBY', key, 'vn', 1)
  redis.call('HSET', key, 'v' .. number, n[5])
end

if decision == 'edit' then
  keepVersion()
  redis.call('HSET', key, 'r', payload)
  for _, event in ipairs(cjson.decode(ARGV[5])) do emit(pid, 'output_ready', event) end
  emit(pid, 'gate', { step_id = step, task_id = id, status = 'edited' })
  return 'review'
end

redis.call('HINCRBY', stepKey(pid, step), 'review', -1)
redis.call('HINCRBY', pipelineKey(pid), 'reviews', -1)
redis.call('ZREM', B .. 'rv:' .. pid, id)
emit(pid, 'gate', { step_id = step, task_id = id, status = ({ approve = 'approved', reject = 'rejected', redo = 'regenerating' })[decision] })
if decision == 'redo' then
  keepVersion()
  redis.call('HINCRBY', key, 'rg', 1)
  redis.call('HSET', key, 'ov', payload)
  redis.call('HDEL', key, 'at', 'lv', 'lo', 'fo', 'err')
  if n[7] then countLive(pid, 1) end
  makeReady(pid, id, n[3])
  return 'ready'
end
-- Who does without it must not find it.
if decision == 'reject' then
  keepVersion()
  redis.call('HDEL', key, 'r')
end
redis.call('HSET', key, 's', decision == 'approve' and 'done' or 'skipped', 'z', now, 'jn', '')
redis.call('HINCRBY', stepKey(pid, step), decision == 'approve' and 'done' or 'skipped', 1)
emitStepProgress(pid, step)
release(pid, id, decision ~= 'approve', n[4])
if n[7] then restPilot(pid) end
return decision == 'approve' and 'done' or 'skipped'
