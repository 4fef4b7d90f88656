-- commit(pid, task, epoch, outputs, outputEvents, facts, historyBucket): the one place where a task becomes done. Refused when the
-- pipeline was stopped or the task was given to another worker since.
-- Returns { 'ok' | 'stale' | status, graph work waits, queues with ready tasks… }.
local pid, id, epoch = ARGV[1], ARGV[2], ARGV[3]
local key = nodeKey(pid, id)
local n = redis.call('HMGET', key, 's', 'e', 'st', 'q', 'j', 'a', 'p')
if n[1] ~= 'running' or n[2] ~= epoch then return { 'stale', 0 } end
local step = n[3]
local status = redis.call('HGET', pipelineKey(pid), 'status')
local accepted = status == 'running' or status == 'paused'
if accepted then
  redis.call('HSET', key, 's', 'done', 'z', now, 'r', ARGV[4], 'f', ARGV[6])
else
  redis.call('HSET', key, 's', 'cancelled', 'z', now)
end
letGo(pid, id, n[5], n[4], true, step, n[7])
if not accepted then return { status, 0 } end
local done = redis.call('HINCRBY', stepKey(pid, step), 'done', 1)
local took = now - tonumber(n[6])
redis.call('HINCRBY', stepKey(pid, step), 'ms', took)
-- What took no time teaches nothing about time.
if took >= 20 then
  local known = tonumber(redis.call('HGET', B .. 'history', ARGV[7]) or took)
  redis.call('HSET', B .. 'history', ARGV[7], tostring(known * 0.7 + took * 0.3))
end
if ARGV[5] ~= '' then
  for _, event in ipairs(cjson.decode(ARGV[5])) do emit(pid, 'output_ready', event) end
end
-- A long step is looked at every few tasks; what is left out is made up for when it finishes.
if done <= 200 or done % 16 == 0 then emitStepProgress(pid, step) end
release(pid, id, false)
return { 'ok', redis.call('LLEN', workKey(pid)), unpack(touchedQueues()) }
