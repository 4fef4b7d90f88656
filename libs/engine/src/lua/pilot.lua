-- A pilot: some cells of the matrix are made first, the rest is held until a person has seen them. Tasks of such a
-- pipeline say to which they belong (`hd`: '0' pilot, '1' rest); those that can go on by themselves are counted (`live`).
local function heldKey(pid) return B .. 'hl:' .. pid end
local function isTrial(pilot) return pilot == 'running' or pilot == 'waiting' end

local function tellPilot(pid, status)
  redis.call('HSET', pipelineKey(pid), 'pilot', status)
  emit(pid, 'pilot', { status = status })
end

-- So many tasks more, or less, can go on by themselves.
local function countLive(pid, more)
  local pilot = redis.call('HGET', pipelineKey(pid), 'pilot')
  if not isTrial(pilot) then return end
  redis.call('HINCRBY', pipelineKey(pid), 'live', more)
  if pilot == 'waiting' and more > 0 then tellPilot(pid, 'running') end
end

-- Nothing of the pilot goes on by itself any more, and something is held: somebody has to decide.
local function restPilot(pid)
  local p = redis.call('HMGET', pipelineKey(pid), 'pilot', 'live')
  if p[1] ~= 'running' or tonumber(p[2] or 0) > 0 then return end
  if redis.call('LLEN', workKey(pid)) > 0 or redis.call('LLEN', heldKey(pid)) == 0 then return end
  tellPilot(pid, 'waiting')
end
