-- New nodes.
local function settled(state) return state == 'done' or state == 'skipped' or state == 'failed' or state == 'cancelled' end

-- Registers a node with what it must wait for. Returns how many that are, and whether a hard one was skipped.
local function awaitDependencies(pid, id, deps)
  local waits, missing = 0, '0'
  for _, entry in ipairs(deps) do
    local soft = string.sub(entry, 1, 1) == '~'
    local dep = soft and string.sub(entry, 2) or entry
    local state = redis.call('HGET', nodeKey(pid, dep), 's')
    if not settled(state) then
      redis.call('RPUSH', dependentsKey(pid, dep), (soft and '~' or '') .. id)
      waits = waits + 1
    elseif state ~= 'done' and not soft then
      missing = '1'
    end
  end
  return waits, missing
end

local function count(counts, key)
  counts[key] = (counts[key] or 0) + 1
end

local function addSteps(pid, steps)
  for order, step in ipairs(steps) do
    redis.call('HSET', stepKey(pid, step[1]), 'status', 'pending', 'order', order, 'type', step[2], 'expected', step[3])
  end
end

-- Adds nodes and edges to the graph, then starts those with nothing to wait for. Counts are summed up first: a chunk
-- of 500 tasks is one increment, not 500.
-- nodes: { id, kind letter, step, queue, { dependency, … }, 'join join' } with '~' before a soft dependency; the joins
-- exist, and wait for the new node too.
-- A seventh element '1' says that the step is as it was: a result known from before (see keys.ts) is the task's result.
-- An eighth says how many cells of a pilot lie beneath: a task with 0 belongs to the rest.
local function addNodes(pid, nodes)
  local free, ready, totals, joins, ids = {}, {}, {}, {}, {}
  -- Epochs and generations go on where an earlier run of the pipeline left off.
  local base = tonumber(redis.call('HGET', pipelineKey(pid), 'base') or 0)
  for _, node in ipairs(nodes) do
    local id, kind, step, queue, waiting = node[1], node[2], node[3], node[4], node[6]
    for join in string.gmatch(waiting, '%S+') do count(joins, join) end
    local waits, missing = awaitDependencies(pid, id, node[5])
    ids[#ids + 1] = id
    if kind == 't' then
      count(totals, step)
      local known = node[7] == '1'
      local cells = node[8]
      if waits == 0 and missing == '0' and not known and not cells then
        redis.call('HSET', nodeKey(pid, id), 'k', kind, 'st', step, 's', 'ready', 'j', base + 1, 'rt', now, 'q', queue, 'jn', waiting)
        ready[queue] = ready[queue] or {}
        table.insert(ready[queue], id .. '|' .. base + 1)
      else
        redis.call('HSET', nodeKey(pid, id), 'k', kind, 'st', step, 's', 'waiting', 'w', waits, 'm', missing, 'q', queue, 'jn', waiting)
        if known then redis.call('HSET', nodeKey(pid, id), 'kn', '1') end
        if cells then redis.call('HSET', nodeKey(pid, id), 'hd', cells == 0 and '1' or '0') end
        if base > 0 then redis.call('HSET', nodeKey(pid, id), 'j', base) end
        if waits == 0 then free[#free + 1] = id end
      end
      if base > 0 then redis.call('HSET', nodeKey(pid, id), 'e', base) end
    else
      redis.call('HSET', nodeKey(pid, id), 'k', kind, 'st', step, 's', 'waiting', 'w', waits, 'jn', waiting)
      if node[8] then redis.call('HSET', nodeKey(pid, id), 'pq', node[8]) end
      if waits == 0 then free[#free + 1] = id end
    end
  end
  if #ids > 0 then redis.call('RPUSH', indexKey(pid), unpack(ids)) end
  for join, children in pairs(joins) do redis.call('HINCRBY', nodeKey(pid, join), 'w', children) end
  for step, tasks in pairs(totals) do redis.call('HINCRBY', stepKey(pid, step), 'total', tasks) end
  for queue, entries in pairs(ready) do pushReady(pid, queue, entries) end
  for _, id in ipairs(free) do
    local done = activate(pid, id)
    if done then release(pid, done[1], done[2]) end
  end
end
