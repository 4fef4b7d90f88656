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
-- nodes: { id, kind letter, step, queue, { dependency, … } } with '~' before a soft dependency; edges: { child, join }.
local function addNodes(pid, nodes, edges)
  local free, ready, totals, joins = {}, {}, {}, {}
  for _, node in ipairs(nodes) do
    local id, kind, step, queue = node[1], node[2], node[3], node[4]
    local waits, missing = awaitDependencies(pid, id, node[5])
    if kind == 't' then
      count(totals, step)
      if waits == 0 and missing == '0' then
        redis.call('HSET', nodeKey(pid, id), 'k', kind, 'st', step, 's', 'ready', 'j', 1, 'rt', now, 'q', queue)
        ready[queue] = ready[queue] or {}
        table.insert(ready[queue], id .. '|1')
      else
        redis.call('HSET', nodeKey(pid, id), 'k', kind, 'st', step, 's', 'waiting', 'w', waits, 'm', missing, 'q', queue)
        if waits == 0 then free[#free + 1] = id end
      end
    else
      redis.call('HSET', nodeKey(pid, id), 'k', kind, 'st', step, 's', 'waiting', 'w', waits)
      if waits == 0 then free[#free + 1] = id end
    end
  end
  for _, edge in ipairs(edges) do
    redis.call('RPUSH', dependentsKey(pid, edge[1]), '~' .. edge[2])
    count(joins, edge[2])
  end
  for join, children in pairs(joins) do redis.call('HINCRBY', nodeKey(pid, join), 'w', children) end
  for step, tasks in pairs(totals) do redis.call('HINCRBY', stepKey(pid, step), 'total', tasks) end
  for queue, entries in pairs(ready) do pushReady(pid, queue, entries) end
  for _, id in ipairs(free) do
    local done = activate(pid, id)
    if done then release(pid, done[1], done[2]) end
  end
end
