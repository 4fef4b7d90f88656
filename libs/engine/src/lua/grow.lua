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

-- Adds nodes and edges to the graph, then starts those with nothing to wait for. Counts are summed up first: a chunk
-- of 500 tasks is one increment, not 500.
-- nodes: { id, kind letter, step, queue, { dependency, … }, 'join join' } with '~' before a soft dependency; the joins
-- exist, and wait for the new node too.
local function addNodes(pid, nodes)
  local free, ready, totals, joins = {}, {}, {}, {}
  for _, node in ipairs(nodes) do
    local id, kind, step, queue, waiting = node[1], node[2], node[3], node[4], node[6]
    for join in string.gmatch(waiting, '%S+') do count(joins, join) end
    local waits, missing = awaitDependencies(pid, id, node[5])
    if kind == 't' then
      count(totals, step)
      if waits == 0 and missing == '0' then
        redis.call('HSET', nodeKey(pid, id), 'k', kind, 'st', step, 's', 'ready', 'j', 1, 'rt', now, 'q', queue, 'jn', waiting)
        ready[queue] = ready[queue] or {}
        table.insert(ready[queue], id .. '|1')
      else
        redis.call('HSET', nodeKey(pid, id), 'k', kind, 'st', step, 's', 'waiting', 'w', waits, 'm', missing, 'q', queue, 'jn', waiting)
        if waits == 0 then free[#free + 1] = id end
      end
    else
      redis.call('HSET', nodeKey(pid, id), 'k', kind, 'st', step, 's', 'waiting', 'w', waits, 'jn', waiting)
      if waits == 0 then free[#free + 1] = id end
    end
  end
  for join, children in pairs(joins) do redis.call('HINCRBY', nodeKey(pid, join), 'w', children) end
  for step, tasks in pairs(totals) do redis.call('HINCRBY', stepKey(pid, step), 'total', tasks) end
  for queue, entries in pairs(ready) do pushReady(pid, queue, entries) end
  for _, id in ipairs(free) do
    local done = activate(pid, id)
    if done then release(pid, done[1], done[2]) end
  end
end
