-- library_leave(pid, id, id, …): a pipeline no longer has these; those that no other has, that people did not bring and
-- of which they said nothing, leave the library. Returns the ids of those that left.
local B = KEYS[1]
local pid = ARGV[1]
local left = {}
for n = 2, #ARGV do
  local id = ARGV[n]
  local key = B .. 'library:i:' .. id
  local old = redis.call('GET', key)
  redis.call('SREM', B .. 'library:of:' .. pid, id)
  if old then
    local json, pids = string.match(old, '^([^\n]*)\n(.*)$')
    local rest = {}
    for other in string.gmatch(pids, '%S+') do if other ~= pid then rest[#rest + 1] = other end end
    local marked = redis.call('EXISTS', B .. 'library:m:' .. id) == 1
    if #rest == 0 and not marked and cjson.decode(json).o ~= 'upload' then
      redis.call('DEL', key)
      redis.call('ZADD', B .. 'library:dead', redis.call('TIME')[1] * 1000, id)
      left[#left + 1] = id
    else
      redis.call('SET', key, json .. '\n' .. table.concat(rest, ' '))
    end
    redis.call('ZADD', B .. 'library:changes', redis.call('INCR', B .. 'library:seq'), id)
  end
end
return left
