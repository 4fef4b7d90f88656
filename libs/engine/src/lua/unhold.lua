-- unhold(pid, most): the next held tasks begin, or are left out, as was decided. Returns how many are left.
local pid = ARGV[1]
local pilot = redis.call('HGET', pipelineKey(pid), 'pilot')
if not pilot or isTrial(pilot) then return 0 end
for _, id in ipairs(redis.call('LPOP', heldKey(pid), ARGV[2]) or {}) do
  local n = redis.call('HMGET', nodeKey(pid, id), 's', 'st', 'q')
  if n[1] == 'held' then
    if pilot == 'released' then
      makeReady(pid, id, n[3])
    else
      skipTask(pid, id, n[2])
      release(pid, id, true)
    end
  end
end
return redis.call('LLEN', heldKey(pid))
