-- What a finished node sets free.
local RELEASE_BUDGET = 500

-- Everything a node waited for is done. Returns the nodes that are done by that alone: { id, missing }.
local function activate(pid, id)
  local n = redis.call('HMGET', nodeKey(pid, id), 'k', 'm', 'st', 'q')
  if n[1] == 't' then
    if n[2] == '1' then
      skipTask(pid, id, n[3])
      return { id, true }
    end
    makeReady(pid, id, n[4])
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
local function release(pid, first, firstMissing)
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
    local joins = redis.call('HGET', nodeKey(pid, id), 'jn')
    if joins and joins ~= '' then
      redis.call('HSET', nodeKey(pid, id), 'jn', '')
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
