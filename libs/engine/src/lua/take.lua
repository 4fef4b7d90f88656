-- take(queue, window): moves ready tasks towards BullMQ. Two windows, each of at most `window` tasks in flight: tasks
-- that BullMQ serves in turn (`inflight`), and behind them those with a priority, which it serves when no other waits
-- (`behind`). Returns { { pipeline, 'task|generation', priority, … }, ms until the next retry is due or -1, 1 when
-- there may be more }. Priorities: -1 ahead of all, 0 in turn, 1 background, 2 last.
local queue, window = ARGV[1], tonumber(ARGV[2])
-- At most so many tasks in one script; tasks of a pipeline alone in its turn; pipelines looked at.
local MOST, TURN, VISITS = 200, 25, 500
-- After so many tasks of the interactive lane the background has one in turn, so that it never starves.
local SHARE = 8

local due = redis.call('ZRANGEBYSCORE', laterKey(queue), '-inf', now, 'LIMIT', 0, 100)
for _, member in ipairs(due) do
  redis.call('ZREM', laterKey(queue), member)
  local pid, id = string.match(member, '^([^|]+)|(.+)$')
  if redis.call('HGET', nodeKey(pid, id), 's') == 'retrying' then
    local status = redis.call('HGET', pipelineKey(pid), 'status')
    if status == 'running' or status == 'paused' then
      makeReady(pid, id, queue)
    else
      redis.call('HSET', nodeKey(pid, id), 's', 'cancelled', 'z', now)
    end
  end
end

local taken, visits, room = {}, 0, 0

-- Gives up to `most` tasks of a pipeline to BullMQ. Returns how many, and whether it has more.
local function give(pid, most, priority)
  visits = visits + 1
  if redis.call('HGET', pipelineKey(pid), 'status') ~= 'running' then return 0, false end
  local inflight = {}
  for _, entry in ipairs(redis.call('LPOP', outboxKey(queue, pid), most) or {}) do
    taken[#taken + 1] = pid
    taken[#taken + 1] = entry
    taken[#taken + 1] = priority
    inflight[#inflight + 1] = now
    inflight[#inflight + 1] = pid .. '|' .. entry
  end
  if #inflight > 0 then redis.call('ZADD', priority > 0 and behindKey(queue) or inflightKey(queue), unpack(inflight)) end
  return #inflight / 2, redis.call('EXISTS', outboxKey(queue, pid)) == 1
end

-- One turn of a lane: owner after owner, and of each owner pipeline after pipeline; false when nobody waits. Alone a
-- pipeline may give many tasks at once; with others, one.
local function turn(lane, most, priority)
  local ring = ringKey(queue, lane)
  local owner = redis.call('LPOP', ring)
  if not owner then return false end
  local own = ring .. ':' .. owner
  local pid = redis.call('LPOP', own)
  local alone = redis.call('EXISTS', ring, own) == 0
  local given, more = give(pid, alone and math.min(most, TURN) or 1, priority)
  if more then redis.call('RPUSH', own, pid) end
  if redis.call('EXISTS', own) == 1 then redis.call('RPUSH', ring, owner) end
  room = room - given
  return given
end

-- The one that stands foremost among those that were put first or last; false when there is none.
local function foremost(place, most, priority)
  local pid = redis.call('ZRANGE', ringKey(queue, place), 0, 0)[1]
  if not pid then return false end
  local given, more = give(pid, math.min(most, TURN), priority)
  if not more then redis.call('ZREM', ringKey(queue, place), pid) end
  room = room - given
  return given
end

local function roomIn(key, size) return math.min(size - redis.call('ZCARD', key), MOST - #taken / 3) end

-- What was put first may fill the window once more: it does not wait for what is in it.
room = roomIn(inflightKey(queue), 2 * window)
while room > 0 and visits < VISITS and foremost('first', room, -1) do end

room = roomIn(inflightKey(queue), window)
local counter, turns = B .. 'turns:' .. queue, nil
while room > 0 and visits < VISITS do
  local shared = redis.call('EXISTS', ringKey(queue, 'background'), ringKey(queue, 'last')) > 0
  if shared and not turns then
    -- Where nothing is under way, the background has had its chance: who comes now does not wait for its share.
    turns = #taken == 0 and redis.call('ZCARD', inflightKey(queue)) == 0 and 0 or tonumber(redis.call('GET', counter) or 0)
  end
  if redis.call('EXISTS', ringKey(queue, 'interactive')) == 0 then break end
  if shared and turns >= SHARE then
    turns = 0
    if not turn('background', 1, 0) then foremost('last', 1, 0) end
  else
    local given = turn('interactive', shared and math.min(room, SHARE - turns) or room, 0)
    if shared then turns = turns + given end
  end
end
if turns then redis.call('SET', counter, turns) end

room = roomIn(behindKey(queue), window)
while room > 0 and visits < VISITS and (turn('background', room, 1) or foremost('last', room, 2)) do end

local later = redis.call('ZRANGE', laterKey(queue), 0, 0, 'WITHSCORES')
return { taken, later[2] and tostring(math.max(0, later[2] - now)) or '-1', visits >= VISITS and 1 or 0 }
