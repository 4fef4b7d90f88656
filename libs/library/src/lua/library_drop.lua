-- library_drop(now, id, id, …): the bytes of these are no longer stored, so there is nothing left to show.
local B = KEYS[1]
local now = ARGV[1]
for n = 2, #ARGV do
  local id = ARGV[n]
  local there = redis.call('DEL', B .. 'library:i:' .. id)
  redis.call('DEL', B .. 'library:m:' .. id)
  redis.call('ZREM', B .. 'library:trash', id)
  redis.call('ZREM', B .. 'library:gone', id)
  if there == 1 then
    redis.call('ZADD', B .. 'library:dead', now, id)
    redis.call('ZADD', B .. 'library:changes', redis.call('INCR', B .. 'library:seq'), id)
  end
end
return 1
