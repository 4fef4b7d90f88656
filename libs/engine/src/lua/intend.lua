-- intend(pid, task, epoch, requestId, key, anew, run, fields): before a paid request is sent. The intent is on record before
-- anything leaves; an open one of the same work, of a worker that is gone, is given back instead; with `anew` '1' only one
-- of the present run, because of an earlier one a person has decided.
-- fields: JSON of provider, model, estimate, free. A free request is not listed, and forgotten when it ends, or in time.
-- Returns { 'new' | 'intent' | 'submitted' | 'unknown', request id, job } or
-- { 'stale' }.
local pid, id, epoch, request, key = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local n = redis.call('HMGET', nodeKey(pid, id), 's', 'e', 'st')
if n[1] ~= 'running' or n[2] ~= epoch then return { 'stale' } end
local open = redis.call('HGET', B .. 'rq:' .. pid, id)
if open then
  local entry = redis.call('HMGET', B .. 'lg:' .. open, 'key', 'state', 'job', 'run')
  if entry[1] == key and (ARGV[6] ~= '1' or entry[4] == ARGV[7]) then return { entry[2], open, entry[3] or '' } end
end
redis.call('HSET', B .. 'rq:' .. pid, id, request)
redis.call('HSET', B .. 'lg:' .. request, 'p', pid, 't', id, 'st', n[3], 'key', key, 'run', ARGV[7], 'state', 'intent', 'at', now)
local fields = cjson.decode(ARGV[8])
for name, value in pairs(fields) do redis.call('HSET', B .. 'lg:' .. request, name, value) end
if fields.free then
  redis.call('EXPIRE', B .. 'lg:' .. request, 604800)
else
  redis.call('ZADD', B .. 'ledger', now, request)
end
return { 'new', request, '' }
