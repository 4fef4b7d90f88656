-- reuse(pid, task, epoch, key, mode): before a task is worked on. mode 'any' takes a result from an earlier run of the
-- pipeline or from the cache, 'own' only from an earlier run, 'none' neither; 'gone' says that the bytes of the cached
-- one are missing. Returns { 'hit', source, result }, { 'go' } with the lease taken, { 'held' } when another task is at
-- the same work (this one is put aside until then), or { 'stale' }.
local pid, id, epoch, key, mode = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local node = nodeKey(pid, id)
local n = redis.call('HMGET', node, 's', 'e', 'st', 'q', 'j', 'p')
if n[1] ~= 'running' or n[2] ~= epoch then return { 'stale' } end
if mode == 'any' or mode == 'own' then
  local text = redis.call('HGET', knownKey(pid), id)
  for _, version in ipairs(text and cjson.decode(text) or {}) do
    if version.k == key then return { 'hit', 'own', cjson.encode({ o = version.o, f = version.f }) } end
  end
end
if mode == 'gone' then
  redis.call('DEL', B .. 'c:' .. key)
  redis.call('ZREM', B .. 'cache', key)
elseif mode == 'any' then
  local cached = redis.call('GET', B .. 'c:' .. key)
  if cached then
    redis.call('ZADD', B .. 'cache', 'XX', now, key)
    return { 'hit', 'cache', cached }
  end
end
if mode == 'own' or mode == 'none' then return { 'go' } end
local owner = pid .. '|' .. id
local holder = redis.call('GET', B .. 'cl:' .. key)
if holder and holder ~= owner then
  -- It comes back by itself too, should the holder vanish.
  redis.call('HSET', node, 's', 'retrying')
  letGo(pid, id, n[5], n[4], true, n[3], n[6])
  redis.call('ZADD', laterKey(n[4]), now + 2000, owner)
  redis.call('SADD', B .. 'cw:' .. key, n[4] .. '|' .. owner)
  redis.call('PEXPIRE', B .. 'cw:' .. key, LEASE_MS)
  return { 'held' }
end
redis.call('SET', B .. 'cl:' .. key, owner, 'PX', LEASE_MS)
redis.call('HSET', node, 'ky', key)
return { 'go' }
