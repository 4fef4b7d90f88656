-- library_read(id, id, …): returns { record or '', { marks } } for each.
local B = KEYS[1]
local answer = {}
for n = 1, #ARGV do
  local id = ARGV[n]
  answer[n] = { redis.call('GET', B .. 'library:i:' .. id) or '', redis.call('HGETALL', B .. 'library:m:' .. id) }
end
return answer
