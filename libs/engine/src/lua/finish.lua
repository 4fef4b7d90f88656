-- finish(pid, status, published): running → completed (or failed), once. Returns the status afterwards.
local pid, status, published = ARGV[1], ARGV[2], ARGV[3]
local key = pipelineKey(pid)
local current = redis.call('HGET', key, 'status')
if current ~= 'running' and current ~= 'paused' then return current end
redis.call('HSET', key, 'status', status, 'endedAt', now, 'published', published)
if ARGV[4] ~= '' then redis.call('HSET', key, 'error', ARGV[4]) end
leaveActive(pid)
emitStatus(pid, status)
return status
