-- library_changes(after, most): what changed after a change, in order. Returns { the number to go on from, 'gap' when
-- items that went since were forgotten or the library began anew, { id, record or '', { marks } }, … }.
local B = KEYS[1]
local after = tonumber(ARGV[1])
local last = tonumber(redis.call('GET', B .. 'library:seq') or 0)
if after == last then return { after, '' } end
local horizon = tonumber(redis.call('GET', B .. 'library:horizon') or 0)
if after > last or (after > 0 and after < horizon) then return { 0, 'gap' } end
local found = redis.call('ZRANGE', B .. 'library:changes', '(' .. after, '+inf', 'BYSCORE', 'LIMIT', 0, ARGV[2], 'WITHSCORES')
local answer = { last, '' }
for n = 1, #found, 2 do
  local id = found[n]
  answer[#answer + 1] = { id, redis.call('GET', B .. 'library:i:' .. id) or '', redis.call('HGETALL', B .. 'library:m:' .. id) }
end
if #found == 2 * tonumber(ARGV[2]) then answer[1] = tonumber(found[#found]) end
return answer
