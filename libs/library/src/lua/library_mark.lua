-- library_mark(what, now, id, id, …): what people say of items. what: JSON { set: { field: value }, unset: [field],
-- trash: 'in' | 'out' }. What is pinned does not go into the trash. Returns { ids that are not there }, { ids that are
-- pinned }.
local B = KEYS[1]
local what, now = cjson.decode(ARGV[1]), ARGV[2]
local missing, pinned = {}, {}
for n = 3, #ARGV do
  local id = ARGV[n]
  local key = B .. 'library:m:' .. id
  if redis.call('EXISTS', B .. 'library:i:' .. id) == 0 then
    missing[#missing + 1] = id
  elseif what.trash == 'in' and redis.call('HEXISTS', key, 'pin') == 1 then
    pinned[#pinned + 1] = id
  else
    for _, field in ipairs(what.unset or {}) do redis.call('HDEL', key, field) end
    for field, value in pairs(what.set or {}) do redis.call('HSET', key, field, value) end
    if what.trash == 'in' and redis.call('HSETNX', key, 'trash', now) == 1 then
      redis.call('ZADD', B .. 'library:trash', now, id)
    elseif what.trash == 'out' then
      redis.call('HDEL', key, 'trash')
      redis.call('ZREM', B .. 'library:trash', id)
    end
    redis.call('ZADD', B .. 'library:changes', redis.call('INCR', B .. 'library:seq'), id)
    redis.call('SADD', B .. 'library:unsaved', id)
  end
end
return { missing, pinned }
