-- intend(pid, task, epoch, requestId, key, anew, run, fields): before a paid request is sent. The intent is on record and
-- its estimate reserved before anything leaves; an open one of the same work, of a worker that is gone, is given back
-- instead; with `anew` '1' only one of the present run, because of an earlier one a person has decided.
-- fields: JSON of provider, model, estimate, work, free. A free request is not listed, and forgotten when it ends.
-- Returns { 'new' | 'intent' | 'submitted' | 'unknown', request id, job,
-- what the provider called it in a message of its own }, { 'stale' }, { 'unpriced', scope }, { 'held' } where what is
-- reserved for others has to settle first, or { 'over', scope, limit, spent }: then the pipeline is paused.
local pid, id, epoch, request, key = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local n = redis.call('HMGET', nodeKey(pid, id), 's', 'e', 'st', 'q')
if n[1] ~= 'running' or n[2] ~= epoch then return { 'stale' } end
local open = redis.call('HGET', B .. 'rq:' .. pid, id)
if open then
  local entry = redis.call('HMGET', B .. 'lg:' .. open, 'key', 'state', 'job', 'run', 'heard')
  if entry[1] == key and OPEN[entry[2]] and (ARGV[6] ~= '1' or entry[4] == ARGV[7]) then
    return { entry[2], open, entry[3] or '', entry[5] or '' }
  end
end

local fields = cjson.decode(ARGV[8])
local estimate = tonumber(fields.estimate or '')
local owner = redis.call('HGET', pipelineKey(pid), 'owner') or 'default'
local day = whole(math.floor(now / DAY_MS))

local crowded = false
for _, envelope in ipairs(envelopes(pid, owner, day)) do
  local scope, limit = envelope[1], envelope[3]
  if limit and not fields.free then
    if not estimate then return { 'unpriced', scope } end
    local held = redis.call('HMGET', envelope[2], 'spent', 'reserved')
    local spent, reserved = tonumber(held[1] or 0), tonumber(held[2] or 0)
    if spent + estimate > limit then
      putAside(pid, id, 'waiting')
      makeReady(pid, id, n[4])
      if redis.call('HGET', pipelineKey(pid), 'status') == 'running' then
        local why = { reason = 'budget', scope = scope, limit = limit / 1e6, spent = spent / 1e6, needed = estimate / 1e6, step_id = n[3], task_id = id }
        redis.call('HSET', pipelineKey(pid), 'status', 'paused', 'why', cjson.encode(why))
        emitStatus(pid, 'paused', why)
      end
      return { 'over', scope, whole(limit), whole(spent) }
    end
    crowded = crowded or spent + reserved + estimate > limit
  end
end
if crowded then
  -- It comes back by itself too, should nobody wake it.
  putAside(pid, id, 'retrying')
  redis.call('ZADD', laterKey(n[4]), now + 2000, pid .. '|' .. id)
  redis.call('SADD', B .. 'bw', n[4] .. '|' .. pid .. '|' .. id)
  return { 'held' }
end

redis.call('HSET', B .. 'rq:' .. pid, id, request)
redis.call('HSET', B .. 'lg:' .. request, 'p', pid, 't', id, 'st', n[3], 'key', key, 'run', ARGV[7], 'state', 'intent', 'at', now, 'ow', owner, 'day', day)
for name, value in pairs(fields) do redis.call('HSET', B .. 'lg:' .. request, name, value) end
account(request, estimate or 0, 0)
if not fields.free then redis.call('ZADD', B .. 'ledger', now, request) end
redis.call('ZADD', B .. 'open', now, request)
return { 'new', request, '', '' }
