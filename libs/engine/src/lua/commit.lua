-- commit(pid, task, epoch, outputs, outputEvents, facts, historyBucket, how, key, cached, ms, microDollars, request, entered, gated, policy, waitMs): the one
-- place where a task becomes done, and its checkpoint. Refused when the pipeline was stopped or the task was given to
-- another worker since. how: 'ran', 'own' or 'cache', see reuse. key: the action key whose lease it holds, or ''.
-- cached: what others get for that key, or ''. microDollars: '' where nobody said. request: the paid request that made
-- it, or ''. entered: '1' where it was let in to a limited provider. gated: '1' where a
-- person decides first what becomes of it: it is kept, and nothing goes on yet. policy: what is done when nobody has after
-- waitMs; '' lets it wait.
-- Returns { 'ok' | 'stale' | status, graph work added, queues with ready tasks… }.
local pid, id, epoch = ARGV[1], ARGV[2], ARGV[3]
local key = nodeKey(pid, id)
local n = redis.call('HMGET', key, 's', 'e', 'st', 'q', 'j', 'a', 'p', 'jn', 'hd')
if n[1] ~= 'running' or n[2] ~= epoch then return { 'stale', 0 } end
local step = n[3]
local status = redis.call('HGET', pipelineKey(pid), 'status')
local accepted = status == 'running' or status == 'paused'
local gated = ARGV[15] == '1'
if accepted then
  local seq = redis.call('RPUSH', logKey(pid), id .. '|' .. epoch .. '|' .. now .. '|' .. ARGV[8])
  redis.call('HSET', key, 's', gated and 'review' or 'done', 'z', now, 'r', ARGV[4], 'f', ARGV[6], 'sq', seq, 'jn', gated and n[8] or '')
else
  redis.call('HSET', key, 's', 'cancelled', 'z', now)
end
letGo(pid, id, n[5], n[4], true, step, n[7])
if ARGV[9] ~= '' then
  if accepted and ARGV[10] ~= '' then storeResult(ARGV[9], ARGV[10]) end
  endLease(ARGV[9], pid .. '|' .. id)
end
if ARGV[14] == '1' then leaveLimit(pid, id) end
-- It is paid for, wanted or not.
if ARGV[13] ~= '' then closeRequest(ARGV[13], 'settled', ARGV[12], tonumber(redis.call('HGET', B .. 'lg:' .. ARGV[13], 'estimate') or 0)) end
if not accepted then return { status, 0 } end
if n[9] then countLive(pid, -1) end
local done = redis.call('HINCRBY', stepKey(pid, step), gated and 'review' or 'done', 1)
local took = now - tonumber(n[6])
redis.call('HINCRBY', stepKey(pid, step), 'ms', took)
if ARGV[8] ~= 'ran' then
  redis.call('HINCRBY', stepKey(pid, step), 'reused', 1)
  redis.call('HINCRBY', stepKey(pid, step), 'savedMs', ARGV[11])
  redis.call('HINCRBY', stepKey(pid, step), 'savedMicroDollars', ARGV[12] ~= '' and ARGV[12] or 0)
  -- Of the day, beside what was spent.
  if ARGV[12] ~= '' and ARGV[12] ~= '0' then
    redis.call('HINCRBY', B .. 'us:' .. math.floor(now / 86400000), 'saved', ARGV[12])
  end
elseif took >= 20 then
  -- What took no time teaches nothing about time.
  local known = tonumber(redis.call('HGET', B .. 'history', ARGV[7]) or took)
  redis.call('HSET', B .. 'history', ARGV[7], tostring(known * 0.7 + took * 0.3))
end
if ARGV[5] ~= '' then
  for _, event in ipairs(cjson.decode(ARGV[5])) do emit(pid, 'output_ready', event) end
end
if gated then
  local waiting = redis.call('HINCRBY', pipelineKey(pid), 'reviews', 1)
  redis.call('ZADD', B .. 'rv:' .. pid, now, id)
  emit(pid, 'gate', { step_id = step, task_id = id, status = 'review', waiting = waiting })
  if ARGV[16] ~= '' then armGate(pid, id, ARGV[16], ARGV[17]) end
  if n[9] then restPilot(pid) end
  return { 'ok', workAdded, unpack(touchedQueues()) }
end
if done <= FEW_TASKS then emitTask(pid, step, { task_id = id, status = 'done', how = ARGV[8], ms = took }) end
-- A long step is looked at every few tasks; what is left out is made up for when it finishes.
if done <= 200 or done % 16 == 0 then emitStepProgress(pid, step) end
release(pid, id, false, n[8])
if n[9] then restPilot(pid) end
return { 'ok', workAdded, unpack(touchedQueues()) }
