-- expand(pid, node, from, to, length, nodes): adds the children of an expansion for positions [from, to) and
-- seals it with the last. The cursor makes a repeated or late call harmless. Returns the next cursor, -1 when sealed
-- or when the pipeline has ended.
local pid, id, from, to, length = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local status = redis.call('HGET', pipelineKey(pid), 'status')
if status ~= 'running' and status ~= 'paused' and status ~= 'pending' then return -1 end
local key = nodeKey(pid, id)
local n = redis.call('HMGET', key, 's', 'c')
if n[1] == 'done' then return -1 end
local cursor = tonumber(n[2] or 0)
if cursor ~= from then return cursor end
addNodes(pid, cjson.decode(ARGV[6]))
redis.call('HSET', key, 'c', to)
if to < length then return to end
redis.call('HSET', key, 's', 'done')
redis.call('LREM', workKey(pid), 0, id)
release(pid, id, false)
restPilot(pid)
return -1
