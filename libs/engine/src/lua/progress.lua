-- progress(pid, task, epoch, fraction, note): also the task's heartbeat. Returns the pipeline's status, or 'stale'.
local pid, id, epoch, fraction = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local key = nodeKey(pid, id)
local n = redis.call('HMGET', key, 's', 'e', 'st', 'q', 'j', 'p', 'ky')
if n[1] ~= 'running' or n[2] ~= epoch then return 'stale' end
local member = inflightMember(pid, id, n[5])
redis.call('ZADD', inflightKey(n[4]), 'XX', now, member)
redis.call('ZADD', behindKey(n[4]), 'XX', now, member)
if n[7] then redis.call('PEXPIRE', B .. 'cl:' .. n[7], LEASE_MS) end
local before = tonumber(n[6] or 0)
if fraction > before then
  redis.call('HSET', key, 'p', tostring(fraction))
  redis.call('HINCRBYFLOAT', stepKey(pid, n[3]), 'partial', tostring(fraction - before))
  emitStepProgress(pid, n[3])
  tellTaskProgress(pid, n[3], id, fraction)
end
return redis.call('HGET', pipelineKey(pid), 'status')
