-- library_join(pid, id, id, …): what is in the library already is part of this pipeline too. Returns those ids that are
-- not in it.
local B = KEYS[1]
local pid = ARGV[1]
local MOST_PIPELINES = 50
local missing = {}
for n = 2, #ARGV do
  local id = ARGV[n]
  local key = B .. 'library:i:' .. id
  local old = redis.call('GET', key)
  if not old then
    missing[#missing + 1] = id
  else
    redis.call('SADD', B .. 'library:of:' .. pid, id)
    local pids = string.match(old, '\n(.*)$') or ''
    local _, many = string.gsub(pids, ' ', '')
    if many < MOST_PIPELINES and not string.find(' ' .. pids .. ' ', ' ' .. pid .. ' ', 1, true) then
      redis.call('SET', key, string.match(old, '^[^\n]*') .. '\n' .. (pids == '' and pid or (pids .. ' ' .. pid)))
      redis.call('ZADD', B .. 'library:changes', redis.call('INCR', B .. 'library:seq'), id)
    end
  end
end
return missing
