-- Money, in micro-dollars: what is reserved for paid requests under way and what is spent, of a pipeline, of its owner
-- and of a day and its month. The entry of a request says what it holds in each (`rs` reserved, `ch` charged), so that doing it
-- again moves nothing.
local DAY_MS = 86400000

local function dayKey(day) return B .. 'us:' .. day end
-- Months since the year 0 of the day, in UTC.
local function monthKey(day)
  local shifted = day + 719468
  local era = math.floor(shifted / 146097)
  local doe = shifted - era * 146097
  local yoe = math.floor((doe - math.floor(doe / 1460) + math.floor(doe / 36524) - math.floor(doe / 146096)) / 365)
  local doy = doe - (365 * yoe + math.floor(yoe / 4) - math.floor(yoe / 100))
  -- Years of this count begin in March.
  return B .. 'um:' .. string.format('%.0f', 12 * (yoe + era * 400) + math.floor((5 * doy + 2) / 153) + 2)
end
local function ownerKey(owner) return B .. 'ow:' .. owner end
local function whole(amount) return string.format('%.0f', amount) end

-- What limits a request: { scope, hash with `spent` and `reserved`, limit or nil }.
local function envelopes(pid, owner, day)
  local limits = redis.call('HMGET', B .. 'budgets', 'key:' .. owner, 'key', 'day', 'month', 'pipeline')
  return {
    { 'pipeline', pipelineKey(pid), tonumber(redis.call('HGET', pipelineKey(pid), 'budget') or limits[5] or '') },
    { 'key', ownerKey(owner), tonumber(limits[1] or limits[2] or '') },
    { 'day', dayKey(day), tonumber(limits[3] or '') },
    { 'month', monthKey(tonumber(day)), tonumber(limits[4] or '') },
  }
end

-- Who waited for money that was reserved looks again.
local function wakePaid()
  for _, member in ipairs(redis.call('SPOP', B .. 'bw', 100)) do
    local queue, task = string.match(member, '^([^|]+)|(.+)$')
    redis.call('ZADD', laterKey(queue), 'XX', now, task)
    touched[queue] = true
  end
end

-- What a day holds of the requests of an owner to a model begins so.
local function usageOf(owner, provider, model) return owner .. '|' .. provider .. '|' .. model .. '|' end

-- A request is one of its day as soon as it cost something, or when it is over; `cn` says that it was counted.
local function countUsage(request, day, what)
  if redis.call('HSETNX', B .. 'lg:' .. request, 'cn', 1) == 1 then redis.call('HINCRBY', dayKey(day), what .. 'n', 1) end
end

-- From now on a request holds these amounts. By owner and model they add up to what was spent in all of the day.
local function account(request, reserved, spent)
  local key = B .. 'lg:' .. request
  local e = redis.call('HMGET', key, 'p', 'ow', 'day', 'rs', 'ch', 'provider', 'model')
  local pid, owner, day = e[1], e[2], e[3]
  local moreReserved, moreSpent = reserved - tonumber(e[4] or 0), spent - tonumber(e[5] or 0)
  if not day or (moreReserved == 0 and moreSpent == 0) then return end
  redis.call('HSET', key, 'rs', whole(reserved), 'ch', whole(spent))
  local hashes = { ownerKey(owner), dayKey(day), monthKey(tonumber(day)) }
  -- A pipeline that was removed is not brought back by its bill.
  local there = redis.call('EXISTS', pipelineKey(pid)) == 1
  if there then hashes[#hashes + 1] = pipelineKey(pid) end
  for _, hash in ipairs(hashes) do
    if moreReserved ~= 0 then redis.call('HINCRBY', hash, 'reserved', whole(moreReserved)) end
    if moreSpent ~= 0 then redis.call('HINCRBY', hash, 'spent', whole(moreSpent)) end
  end
  if moreSpent ~= 0 then
    local what = usageOf(owner, e[6], e[7])
    countUsage(request, day, what)
    redis.call('HINCRBY', dayKey(day), what .. 'spent', whole(moreSpent))
  end
  if moreReserved < 0 then wakePaid() end
end

-- What a paid request has cost so far, as the provider tells it: on its entry of the ledger, and added to its task, its
-- step and its pipeline, which tells the new sum. The same amount again changes nothing. With '' nobody has said what it
-- cost; that is counted until somebody does.
local function bill(request, amount)
  local entry = B .. 'lg:' .. request
  local e = redis.call('HMGET', entry, 'p', 't', 'st', 'actual', 'untold', 'free')
  if not e[1] then return end
  local pid, key = e[1], pipelineKey(e[1])
  local p = redis.call('HMGET', key, 'status', 'archived')
  if amount == '' then
    if e[4] or e[5] or e[6] then return end
    redis.call('HSET', entry, 'untold', 1)
    if p[1] then redis.call('HINCRBY', key, 'untold:' .. e[3], 1) end
    return
  end
  redis.call('HSET', entry, 'actual', amount)
  if e[5] then redis.call('HDEL', entry, 'untold') end
  if not p[1] then return end
  if e[5] then redis.call('HINCRBY', key, 'untold:' .. e[3], -1) end
  local more = tonumber(amount) - tonumber(e[4] or 0)
  if more == 0 then return end
  if redis.call('EXISTS', nodeKey(pid, e[2])) == 1 then redis.call('HINCRBY', nodeKey(pid, e[2]), 'mc', more) end
  redis.call('HINCRBY', key, 'cost:' .. e[3], more)
  local sum = redis.call('HINCRBY', key, 'cost', more)
  if not p[2] then emit(pid, 'cost_update', { pipeline_id = pid, cost_actual = sum, step_id = e[3], task_id = e[2] }) end
end

-- A request came to its end, or to what is known of it; a free one is forgotten. Where nobody has said what it cost, it
-- counts with `fallback`. By provider and model, days keep how estimates and bills compare. False where it had ended.
local OPEN = { intent = true, submitted = true, unknown = true }
local function closeRequest(request, state, actual, fallback)
  local key = B .. 'lg:' .. request
  local e = redis.call('HMGET', key, 'state', 'p', 't', 'estimate', 'ow', 'day', 'provider', 'model', 'actual', 'free')
  if not OPEN[e[1]] then return false end
  local open = B .. 'rq:' .. e[2]
  if e[10] then
    redis.call('UNLINK', key)
    redis.call('ZREM', B .. 'open', request)
    if redis.call('HGET', open, e[3]) == request then redis.call('HDEL', open, e[3]) end
    return false
  end
  bill(request, actual)
  local known = tonumber(actual) or tonumber(e[9] or '')
  local charged = known or fallback
  redis.call('HSET', key, 'state', state, 'closedAt', now)
  account(request, 0, charged)
  redis.call('ZREM', B .. 'open', request)
  if state == 'unknown' then
    redis.call('ZADD', B .. 'unknown', now, request)
    return true
  end
  redis.call('ZREM', B .. 'unknown', request)
  redis.call('HDEL', key, 'work', 'job')
  if redis.call('HGET', open, e[3]) == request then redis.call('HDEL', open, e[3]) end
  if e[6] then
    local what = usageOf(e[5], e[7], e[8])
    countUsage(request, e[6], what)
    if state == 'settled' and known and e[4] then
      redis.call('HINCRBY', dayKey(e[6]), what .. 'estimated', whole(e[4]))
      redis.call('HINCRBY', dayKey(e[6]), what .. 'billed', whole(known))
    end
  end
  return true
end
