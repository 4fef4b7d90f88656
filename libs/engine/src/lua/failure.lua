-- The pipeline ends here: nothing more is claimed or committed, what runs is told to stop.
local function failPipeline(pid, step, id, failure)
  redis.call('HSET', stepKey(pid, step), 'status', 'failed', 'end', now, 'error', failure)
  redis.call('HSET', pipelineKey(pid), 'status', 'failed', 'endedAt', now, 'error', failure, 'failedStep', step, 'failedTask', id)
  leaveActive(pid)
  for _, queue in ipairs(taskQueues()) do redis.call('DEL', outboxKey(queue, pid)) end
  emitStatus(pid, 'failed', { current_step = step })
  redis.call('PUBLISH', B .. 'control', 'stop ' .. pid)
  addWork(pid, '!')
end
