-- library_purge(now, before, most): what is in the trash since before then goes for good. Returns the ids with the rest
-- of their digests, in turn.
local B = KEYS[1]
local now = ARGV[1]
local ids = redis.call('ZRANGE', B .. 'library:trash', '-inf', ARGV[2], 'BYSCORE', 'LIMIT', 0, ARGV[3])
local purged = {}
for _, id in ipairs(ids) do
  local key = B .. 'library:i:' .. id
  local old = redis.call('GET', key)
  redis.call('ZREM', B .. 'library:trash', id)
  redis.call('DEL', B .. 'library:m:' .. id, key)
  if old then
    local json, pids = string.match(old, '^([^\n]*)\n(.*)$')
    for pid in string.gmatch(pids, '%S+') do redis.call('SREM', B .. 'library:of:' .. pid, id) end
    purged[#purged + 1] = id
    purged[#purged + 1] = cjson.decode(json).d
    redis.call('ZADD', B .. 'library:gone', now, id)
    redis.call('ZADD', B .. 'library:dead', now, id)
    redis.call('ZADD', B .. 'library:changes', redis.call('INCR', B .. 'library:seq'), id)
    redis.call('SADD', B .. 'library:unsaved', id)
  end
end
return purged
