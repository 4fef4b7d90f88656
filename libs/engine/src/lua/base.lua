-- Keys, events and ready tasks: what every script begins with. KEYS[1] is the engine's base key, '{prefix}:'; all keys share its hash tag, so that they
-- live in one cluster slot. The layout is described in keys.ts.
local B = KEYS[1]

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function pipelineKey(pid) return B .. 'p:' .. pid end
local function nodeKey(pid, id) return B .. 'n:' .. pid .. ':' .. id end
local function dependentsKey(pid, id) return B .. 'd:' .. pid .. ':' .. id end
local function stepKey(pid, step) return B .. 's:' .. pid .. ':' .. step end
local function indexKey(pid) return B .. 'ix:' .. pid end
local function logKey(pid) return B .. 'ck:' .. pid end
local function knownKey(pid) return B .. 'kr:' .. pid end
local function workKey(pid) return B .. 'w:' .. pid end
local function outboxKey(queue, pid) return B .. 'outbox:' .. queue .. ':' .. pid end
local function ringKey(queue, place) return B .. 'ring:' .. queue .. ':' .. place end
local function inflightKey(queue) return B .. 'inflight:' .. queue end
local function behindKey(queue) return B .. 'behind:' .. queue end
local function laterKey(queue) return B .. 'later:' .. queue end

-- Queues that got something to do, told to the caller so that it can dispatch at once.
local touched = {}
local function touchedQueues()
  local names = {}
  for name in pairs(touched) do names[#names + 1] = name end
  return names
end

local function inflightMember(pid, id, generation) return pid .. '|' .. id .. '|' .. generation end

-- What webhooks may tell of leaves in the script that makes it so: then no crash can come between.
local TOLD = { pipeline_status = true, step_status = true, gate = true }
local MOST_TOLD = 100000

-- Appends to the pipeline's event stream and tells whoever listens now.
local function emit(pid, kind, payload)
  local body = cjson.encode(payload)
  local id = redis.call('XADD', B .. 'ev:' .. pid, 'MAXLEN', '~', 5000, '*', 't', kind, 'd', body)
  if TOLD[kind] and redis.call('EXISTS', B .. 'hooks') == 1 then
    redis.call('XADD', B .. 'tell', 'MAXLEN', '~', MOST_TOLD, '*', 'p', pid, 'e', id, 't', kind, 'd', body)
  end
  redis.call('PUBLISH', B .. 'events', pid .. ' ' .. id .. ' ' .. kind .. ' ' .. body)
end

-- The lists by status and by the last change are kept here too, so that no change of status can miss them.
local function emitStatus(pid, status, extra)
  local key = pipelineKey(pid)
  local p = redis.call('HMGET', key, 'listed', 'createdAt')
  if p[1] ~= status then
    if p[1] then redis.call('ZREM', B .. 'st:' .. p[1], pid) end
    redis.call('ZADD', B .. 'st:' .. status, p[2], pid)
  end
  redis.call('HSET', key, 'listed', status, 'updatedAt', now)
  redis.call('ZADD', B .. 'updated', now, pid)
  local payload = extra or {}
  payload.id = pid
  payload.status = status
  emit(pid, 'pipeline_status', payload)
end

local function isOver(status) return status == 'completed' or status == 'failed' or status == 'cancelled' end

-- Nobody has to stand before or behind it any more.
local function leavePlaces(pid)
  redis.call('ZREM', B .. 'placed:first', pid)
  redis.call('ZREM', B .. 'placed:last', pid)
end

-- A pipeline has ended, and is to be archived in a while.
local function leaveActive(pid)
  leavePlaces(pid)
  redis.call('SREM', B .. 'active', pid)
  redis.call('ZADD', B .. 'ended', now, pid)
end

-- Work on the graph itself (expansions, finished steps, long fan-outs), done outside this script by whoever is free.
local workAdded = 0
local function addWork(pid, item)
  workAdded = workAdded + 1
  redis.call('RPUSH', workKey(pid), item)
  redis.call('SADD', B .. 'work', pid)
end

-- A pipeline that has ready tasks gets its turn: at the end of its owner's turns in its lane, and the owner at the end
-- of the lane; or, where somebody put it first or last, by the time of that.
local function enterRing(pid, queue)
  local p = redis.call('HMGET', pipelineKey(pid), 'lane', 'owner', 'place', 'placed')
  if p[3] then
    redis.call('ZADD', ringKey(queue, p[3]), p[4], pid)
    return
  end
  local lane, owner = ringKey(queue, p[1] or 'interactive'), p[2] or 'default'
  if redis.call('RPUSH', lane .. ':' .. owner, pid) == 1 then redis.call('RPUSH', lane, owner) end
end

-- Tasks whose needs are met, as 'task|generation': into their pipeline's outbox, and the pipeline into the ring.
local function pushReady(pid, queue, entries)
  touched[queue] = true
  if redis.call('RPUSH', outboxKey(queue, pid), unpack(entries)) == #entries then enterRing(pid, queue) end
end

local function makeReady(pid, id, queue)
  local generation = redis.call('HINCRBY', nodeKey(pid, id), 'j', 1)
  redis.call('HSET', nodeKey(pid, id), 's', 'ready', 'rt', now)
  pushReady(pid, queue, { id .. '|' .. generation })
end

-- Steps with more tasks than this report their tasks by progress and outputs alone.
local FEW_TASKS = 200

local function hasFewTasks(pid, step)
  local c = redis.call('HMGET', stepKey(pid, step), 'total', 'expected')
  return math.max(tonumber(c[1] or 0), tonumber(c[2] or 0)) <= FEW_TASKS
end

local function emitTask(pid, step, payload)
  if not hasFewTasks(pid, step) then return end
  payload.step_id = step
  emit(pid, 'task_status', payload)
end

-- Out of date in a moment: told to whoever listens now, and no event of the pipeline's stream.
local function tellTaskProgress(pid, step, id, fraction)
  if not hasFewTasks(pid, step) then return end
  redis.call('PUBLISH', B .. 'events', pid .. ' - task_progress ' .. cjson.encode({ step_id = step, task_id = id, progress = fraction }))
end
