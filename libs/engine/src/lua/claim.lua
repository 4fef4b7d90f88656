-- claim(pid, task, generation, worker, poisonCap, quiet): a worker asks to run a task. The epoch it gets fences out
-- whoever had the task before. `quiet` is '1' for a step whose tasks are too many to be told one by one. Returns
-- { verdict, epoch, attempt, losses, rungs down the ladder of lower settings, workers lost, changes of provider }.
local pid, id, generation, worker, cap = ARGV[1], ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5])
local key = nodeKey(pid, id)
local n = redis.call('HMGET', key, 's', 'j', 'st', 'q', 'at', 'ls', 'p', 'e', 'lv', 'fo')
local state, step, queue = n[1], n[3], n[4]
if not state then return { 'gone' } end
if n[2] ~= generation or (state ~= 'ready' and state ~= 'running') then return { 'stale' } end
local status = redis.call('HGET', pipelineKey(pid), 'status')
local rerun = state == 'running'
if status ~= 'running' then
  letGo(pid, id, generation, queue, rerun, step, n[7])
  if status == 'paused' then makeReady(pid, id, queue) else redis.call('HSET', key, 's', 'cancelled', 'z', now) end
  return { status or 'gone' }
end
local losses, running = tonumber(n[6] or 0), 0
if rerun then
  -- The same job again: its worker was lost. Counted apart from attempts, with a cap.
  losses = countLoss(pid, id, step)
  if n[7] then
    redis.call('HINCRBYFLOAT', stepKey(pid, step), 'partial', '-' .. n[7])
    redis.call('HDEL', key, 'p')
  end
else
  running = redis.call('HINCRBY', stepKey(pid, step), 'running', 1)
  redis.call('HINCRBY', pipelineKey(pid), 'running', 1)
end
local epoch = tonumber(n[8] or 0) + 1
redis.call('HSET', key, 's', 'running', 'e', epoch, 'a', now, 'wk', worker)
-- While others of the step run, it has begun.
if running == 1 and redis.call('HSETNX', stepKey(pid, step), 'start', now) == 1 then
  redis.call('HSET', stepKey(pid, step), 'status', 'running')
  redis.call('HSET', pipelineKey(pid), 'currentStep', step)
  emitStatus(pid, 'running', { current_step = step })
end
if ARGV[6] ~= '1' then emitTask(pid, step, { task_id = id, status = 'running', worker = worker }) end
return { losses > cap and 'poisoned' or 'ok', tostring(epoch), tostring(tonumber(n[5] or 0) + 1), tostring(losses), n[9] or '0', losses > cap and redis.call('HGET', key, 'lw') or '', n[10] or '0' }
