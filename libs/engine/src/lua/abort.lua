-- abort(pid, step, node, error): the graph itself cannot go on, for example zipped lists of unequal length.
local pid, step, id, failure = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local status = redis.call('HGET', pipelineKey(pid), 'status')
if status ~= 'running' and status ~= 'paused' then return status end
redis.call('LREM', workKey(pid), 0, id)
local detail = cjson.decode(failure)
emit(pid, 'error', { step_id = step, task_id = id, error_code = detail.code, error_message = detail.message, hint = detail.hint, retryable = false })
failPipeline(pid, step, id, failure)
return 'failed'
