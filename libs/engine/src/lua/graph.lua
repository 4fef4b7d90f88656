-- What a finished node sets free.
local RELEASE_BUDGET = 500

-- One output of a task, told to clients.
local function emitOutput(pid, step, id, port, value)
  if type(value) ~= 'table' then return end
  if value.digest then
    emit(pid, 'output_ready', { step_id = step, task_id = id, port = port, output_type = value.media, artifact = value })
  else
    for _, item in ipairs(value) do emitOutput(pid, step, id, port, item) end
  end
end

-- The result a task had in an earlier run, where nothing it was made from has changed: done without being run.
-- Texts inside the record stay texts, because decoding and encoding again would turn an empty list into an object.
local function settleKnown(pid, id, step)
  local text = redis.call('HGET', knownKey(pid), id)
  if not text then return false end
  local versions = cjson.decode(text)
  local known = versions[#versions]
  -- Only what held in the run before this one; older versions serve those who ask by action key.
  if known.n ~= tonumber(redis.call('HGET', pipelineKey(pid), 'run')) - 1 then return false end
  local epoch = redis.call('HGET', nodeKey(pid, id), 'e') or '0'
  local seq = redis.call('RPUSH', logKey(pid), id .. '|' .. epoch .. '|' .. now .. '|known')
  redis.call('HSET', nodeKey(pid, id), 's', 'done', 'z', now, 'r', known.o, 'f', known.f, 'sq', seq)
  local done = redis.call('HINCRBY', stepKey(pid, step), 'done', 1)
  redis.call('HINCRBY', stepKey(pid, step), 'reused', 1)
  local facts = known.f ~= '' and cjson.decode(known.f) or {}
  redis.call('HINCRBY', stepKey(pid, step), 'savedMs', math.floor(facts.ms or 0))
  redis.call('HINCRBY', stepKey(pid, step), 'savedMicroDollars', math.floor(facts.microDollars or 0))
  if done <= 200 then
    for port, value in pairs(cjson.decode(known.o)) do emitOutput(pid, step, id, port, value) end
  end
  if done <= 200 or done % 16 == 0 then emitStepProgress(pid, step) end
  return true
end

-- A task of a pipeline with a pilot could begin: whether it does, is held, or is left out.
local function admit(pid, id, isRest)
  local pilot = redis.call('HGET', pipelineKey(pid), 'pilot')
  if isRest and isTrial(pilot) then
    redis.call('HSET', nodeKey(pid, id), 's', 'held')
    redis.call('RPUSH', heldKey(pid), id)
    return 'held'
  end
  if isRest and pilot == 'kept' then return 'left' end
  countLive(pid, 1)
  return 'ready'
end

-- Everything a node waited for is done. Returns the nodes that are done by that alone: { id, missing }.
local function activate(pid, id)
  local n = redis.call('HMGET', nodeKey(pid, id), 'k', 'm', 'st', 'q', 'kn', 'hd')
  if n[1] == 't' then
    if n[2] == '1' then
      skipTask(pid, id, n[3])
      return { id, true }
    end
    if n[5] and settleKnown(pid, id, n[3]) then return { id, false } end
    local verdict = n[6] and admit(pid, id, n[6] == '1') or 'ready'
    if verdict == 'left' then
      skipTask(pid, id, n[3])
      return { id, true }
    end
    if verdict == 'ready' then makeReady(pid, id, n[4]) end
  elseif n[1] == 'x' then
    addWork(pid, id)
  elseif n[1] == 'j' then
    redis.call('HSET', nodeKey(pid, id), 's', 'done')
    return { id, false }
  else
    redis.call('HSET', nodeKey(pid, id), 's', 'done')
    finishStep(pid, n[3])
  end
  return nil
end

-- Tells those who wait for a finished node, and those whom that finishes, within a budget; what is left is queued as
-- graph work, so that no script runs long. `missing` means it was skipped: hard dependents are skipped too.
-- `firstJoins` are the first one's joins, by a caller that has read and cleared them.
local function release(pid, first, firstMissing, firstJoins)
  local pending, head, budget = { { first, firstMissing } }, 1, RELEASE_BUDGET
  local function satisfy(target)
    if redis.call('HINCRBY', nodeKey(pid, target), 'w', -1) > 0 then return end
    local done = activate(pid, target)
    if done then pending[#pending + 1] = done end
  end
  while head <= #pending do
    local id, missing = pending[head][1], pending[head][2]
    local key = dependentsKey(pid, id)
    -- Once only: a long fan-out comes back here for the rest of its dependents.
    local joins = head == 1 and firstJoins
    if not joins then
      joins = redis.call('HGET', nodeKey(pid, id), 'jn')
      if joins and joins ~= '' then redis.call('HSET', nodeKey(pid, id), 'jn', '') end
    end
    if joins and joins ~= '' then
      for join in string.gmatch(joins, '%S+') do satisfy(join) end
    end
    local more = true
    while more and budget > 0 do
      local most = math.min(budget, 100)
      local batch = redis.call('LPOP', key, most) or {}
      more = #batch == most
      for _, entry in ipairs(batch) do
        local soft = string.sub(entry, 1, 1) == '~'
        local target = soft and string.sub(entry, 2) or entry
        if missing and not soft then redis.call('HSET', nodeKey(pid, target), 'm', '1') end
        satisfy(target)
      end
      budget = budget - #batch
    end
    if more and redis.call('LLEN', key) > 0 then addWork(pid, (missing and '>!' or '>') .. id) end
    head = head + 1
  end
end
