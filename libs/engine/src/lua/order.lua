-- order(pid, step, tasks, gatherers): the items of a step are gathered in another order: tasks (JSON list of ids) first, then
-- the others as they are. gatherers: JSON list of the steps that gather them. Returns 1, 'late' when one of those has
-- begun, 'over' where the pipeline does not run any more.
local pid, step = ARGV[1], ARGV[2]
local status = redis.call('HGET', pipelineKey(pid), 'status')
if not status or isOver(status) or status == 'cancelling' then return 'over' end
for _, gatherer in ipairs(cjson.decode(ARGV[4])) do
  if redis.call('HEXISTS', stepKey(pid, gatherer), 'start') == 1 then return 'late' end
end
redis.call('HSET', pipelineKey(pid), 'order:' .. step, ARGV[3])
emit(pid, 'gate', { step_id = step, status = 'ordered' })
return 1
