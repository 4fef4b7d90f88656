-- library_forget(before, most): items that went before then need not be told of any more. Returns how many.
local B = KEYS[1]
local ids = redis.call('ZRANGE', B .. 'library:dead', '-inf', ARGV[1], 'BYSCORE', 'LIMIT', 0, ARGV[2])
for _, id in ipairs(ids) do
  local seq = redis.call('ZSCORE', B .. 'library:changes', id)
  redis.call('ZREM', B .. 'library:dead', id)
  if seq then
    redis.call('ZREM', B .. 'library:changes', id)
    local horizon = tonumber(redis.call('GET', B .. 'library:horizon') or 0)
    if tonumber(seq) > horizon then redis.call('SET', B .. 'library:horizon', seq) end
  end
end
return #ids
