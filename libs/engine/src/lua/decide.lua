-- decide(pid, status): what becomes of the rest of a pipeline that has a pilot: 'released' makes it, 'kept' leaves it
-- out. What follows is graph work ('^'). Returns the pilot's status afterwards, 'none' without one, 'over' where the
-- pipeline does not run any more; false for no such pipeline.
local pid, decision = ARGV[1], ARGV[2]
local p = redis.call('HMGET', pipelineKey(pid), 'status', 'pilot')
if not p[1] then return false end
if not p[2] then return 'none' end
if not isTrial(p[2]) then return p[2] end
if isOver(p[1]) or p[1] == 'cancelling' then return 'over' end
tellPilot(pid, decision)
addWork(pid, '^')
return decision
