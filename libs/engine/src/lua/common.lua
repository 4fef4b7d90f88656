-- Shared by every script. KEYS[1] is the engine's base key, '{prefix}:'; all keys share its hash tag, so that they
-- live in one cluster slot. The layout is described in keys.ts.
local B = KEYS[1]
local RELEASE_BUDGET = 500

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function pipelineKey(pid) return B .. 'p:' .. pid end
local function nodeKey(pid, id) return B .. 'n:' .. pid .. ':' .. id end
local function dependentsKey(pid, id) return B .. 'd:' .. pid .. ':' .. id end
local function stepKey(pid, step) return B .. 's:' .. pid .. ':' .. step end
local function workKey(pid) return B .. 'w:' .. pid end
local function outboxKey(queue, pid) return B .. 'outbox:' .. queue .. ':' .. pid end
local function ringKey(queue) return B .. 'ring:' .. queue end
local function inflightKey(queue) return B .. 'inflight:' .. queue end
local function laterKey(queue) return B .. 'later:' .. queue end

-- Queues that got something to do, told to the caller so that it can dispatch at once.
local touched = {}
local function touchedQueues()
  local names = {}
  for name in pairs(touched) do names[#names + 1] = name end
  return names
end

local function settled(state) return state == 'done' or state == 'skipped' or state == 'failed' or state == 'cancelled' end
local function inflightMember(pid, id, generation) return pid .. '|' .. id .. '|' .. generation end

-- Appends to the pipeline's event stream and tells whoever listens now.
local function emit(pid, kind, payload)
  local body = cjson.encode(payload)
  local id = redis.call('XADD', B .. 'ev:' .. pid, 'MAXLEN', '~', 5000, '*', 't', kind, 'd', body)
  redis.call('PUBLISH', B .. 'events', pid .. ' ' .. id .. ' ' .. kind .. ' ' .. body)
end

local function emitStatus(pid, status, extra)
  local payload = extra or {}
  payload.id = pid
  payload.status = status
  emit(pid, 'pipeline_status', payload)
end

-- Work on the graph itself (expansions, finished steps, long fan-outs), done outside this script by whoever is free.
local function addWork(pid, item)
  redis.call('RPUSH', workKey(pid), item)
  redis.call('SADD', B .. 'work', pid)
end

-- Tasks whose needs are met, as 'task|generation': into their pipeline's outbox, and the pipeline into the ring.
local function pushReady(pid, queue, entries)
  touched[queue] = true
  if redis.call('RPUSH', outboxKey(queue, pid), unpack(entries)) == #entries then
    redis.call('RPUSH', ringKey(queue), pid)
  end
end

local function makeReady(pid, id, queue)
  local generation = redis.call('HINCRBY', nodeKey(pid, id), 'j', 1)
  redis.call('HSET', nodeKey(pid, id), 's', 'ready', 'rt', now)
  pushReady(pid, queue, { id .. '|' .. generation })
end

-- Long steps report at each half percent, not at each task: 10,000 tasks are 200 events.
local REPORTS_PER_STEP = 200
-- Steps with more tasks than this report their tasks by progress and outputs alone.
local FEW_TASKS = 200

local function emitStepProgress(pid, step)
  local key = stepKey(pid, step)
  local c = redis.call('HMGET', key, 'total', 'done', 'skipped', 'failed', 'partial', 'expected', 'shown')
  local total = math.max(tonumber(c[1] or 0), tonumber(c[6] or 0), 1)
  local ended = tonumber(c[2] or 0) + tonumber(c[3] or 0) + tonumber(c[4] or 0)
  local before = tonumber(c[7] or 0)
  -- New items may appear after some are done; what was shown never goes back.
  local shown = math.max(before, math.min((ended + tonumber(c[5] or 0)) / total, 1))
  if shown == before and before > 0 then return end
  if total > REPORTS_PER_STEP and ended < total and shown - before < 1 / REPORTS_PER_STEP then return end
  redis.call('HSET', key, 'shown', tostring(shown))
  emit(pid, 'step_progress', { step_id = step, progress_pct = math.floor(shown * 1000 + 0.5) / 10, outputs_so_far = tonumber(c[2] or 0), total = total })
end

local function emitTask(pid, step, payload)
  local c = redis.call('HMGET', stepKey(pid, step), 'total', 'expected')
  if math.max(tonumber(c[1] or 0), tonumber(c[2] or 0)) > FEW_TASKS then return end
  payload.step_id = step
  emit(pid, 'task_status', payload)
end

local function finishStep(pid, step)
  emitStepProgress(pid, step)
  local key = stepKey(pid, step)
  local c = redis.call('HMGET', key, 'done', 'failed', 'skipped', 'total')
  local done, failed, skipped = tonumber(c[1] or 0), tonumber(c[2] or 0), tonumber(c[3] or 0)
  local status = 'completed'
  if done == 0 and failed > 0 then status = 'failed' elseif done == 0 and skipped > 0 then status = 'skipped' end
  redis.call('HSET', key, 'status', status, 'end', now)
  redis.call('HINCRBY', pipelineKey(pid), 'stepsDone', 1)
  emit(pid, 'step_status', { step_id = step, status = status, done = done, skipped = skipped, failed = failed })
  addWork(pid, step .. '!')
end

local function skipTask(pid, id, step)
  redis.call('HSET', nodeKey(pid, id), 's', 'skipped', 'z', now)
  redis.call('HINCRBY', stepKey(pid, step), 'skipped', 1)
  emitTask(pid, step, { task_id = id, status = 'skipped' })
end

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
  while head <= #pending do
    local id, missing = pending[head][1], pending[head][2]
    local key = dependentsKey(pid, id)
    local more = true
    while more and budget > 0 do
      local most = math.min(budget, 100)
      local batch = redis.call('LPOP', key, most) or {}
      more = #batch == most
      for _, entry in ipairs(batch) do
        local soft = string.sub(entry, 1, 1) == '~'
        local target = soft and string.sub(entry, 2) or entry
        if missing and not soft then redis.call('HSET', nodeKey(pid, target), 'm', '1') end
        if redis.call('HINCRBY', nodeKey(pid, target), 'w', -1) == 0 then
          local done = activate(pid, target)
          if done then pending[#pending + 1] = done end
        end
      end
      budget = budget - #batch
    end
    if more and redis.call('LLEN', key) > 0 then addWork(pid, (missing and '>!' or '>') .. id) end
    head = head + 1
  end
end

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

-- A task stops being carried by a worker: off the list of what is in flight, and off the count of what runs.
local function letGo(pid, id, generation, queue, wasRunning, step, partial)
  redis.call('ZREM', inflightKey(queue), inflightMember(pid, id, generation))
  if not wasRunning then return end
  redis.call('HINCRBY', stepKey(pid, step), 'running', -1)
  if partial then
    redis.call('HINCRBYFLOAT', stepKey(pid, step), 'partial', '-' .. partial)
    redis.call('HDEL', nodeKey(pid, id), 'p')
  end
  local running = redis.call('HINCRBY', pipelineKey(pid), 'running', -1)
  if running == 0 and redis.call('HGET', pipelineKey(pid), 'status') == 'cancelling' then
    redis.call('HSET', pipelineKey(pid), 'status', 'cancelled', 'endedAt', now)
    redis.call('SREM', B .. 'active', pid)
    emitStatus(pid, 'cancelled')
    addWork(pid, '!')
  end
end

-- The pipeline ends here: nothing more is claimed or committed, what runs is told to stop.
local function failPipeline(pid, step, id, failure, firstQueue)
  redis.call('HSET', stepKey(pid, step), 'status', 'failed', 'end', now, 'error', failure)
  redis.call('HSET', pipelineKey(pid), 'status', 'failed', 'endedAt', now, 'error', failure, 'failedStep', step, 'failedTask', id)
  redis.call('SREM', B .. 'active', pid)
  for i = firstQueue, #ARGV do redis.call('DEL', outboxKey(ARGV[i], pid)) end
  emitStatus(pid, 'failed', { current_step = step })
  redis.call('PUBLISH', B .. 'control', 'stop ' .. pid)
  addWork(pid, '!')
end
