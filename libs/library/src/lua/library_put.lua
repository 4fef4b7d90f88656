-- library_put(force, pid, id, json, at, id, json, at, …): items that came from a pipeline ('' for none) are in the library.
-- What is there already keeps its record, unless `force` is '1', and gets the pipeline. What somebody removed for good
-- stays away, unless it was made again since (at: milliseconds). Returns how many items changed.
local B = KEYS[1]
local force, pid = ARGV[1] == '1', ARGV[2]
local MOST_PIPELINES = 50
local changed = 0
for n = 3, #ARGV, 3 do
  local id, json, at = ARGV[n], ARGV[n + 1], tonumber(ARGV[n + 2])
  local key = B .. 'library:i:' .. id
  local gone = redis.call('ZSCORE', B .. 'library:gone', id)
  if not gone or at > tonumber(gone) then
    if gone then redis.call('ZREM', B .. 'library:gone', id) end
    local old = redis.call('GET', key)
    local pids = old and string.match(old, '\n(.*)$') or ''
    local new = old and not force and string.match(old, '^[^\n]*') or json
    local _, many = string.gsub(pids, ' ', '')
    if pid ~= '' and many < MOST_PIPELINES and not string.find(' ' .. pids .. ' ', ' ' .. pid .. ' ', 1, true) then
      pids = pids == '' and pid or (pids .. ' ' .. pid)
    end
    if pid ~= '' then redis.call('SADD', B .. 'library:of:' .. pid, id) end
    new = new .. '\n' .. pids
    if new ~= old then
      redis.call('SET', key, new)
      redis.call('ZADD', B .. 'library:changes', redis.call('INCR', B .. 'library:seq'), id)
      redis.call('ZREM', B .. 'library:dead', id)
      changed = changed + 1
    end
  end
end
return changed
