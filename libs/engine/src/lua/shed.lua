-- shed(pid, from, most, keptSteps, undo): drops the results of the next nodes, except those of the kept steps (JSON
-- list). With `undo` '1' the tasks count as cancelled as well, and with the last of them goes what else tells of
-- results: the commit log, what is known from earlier runs, and the events. Returns where to go on, -1 at the end.
local pid, from, most, undo = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[5] == '1'
local kept, undone = {}, {}
for _, step in ipairs(cjson.decode(ARGV[4])) do kept[step] = true end
local ids = redis.call('LRANGE', indexKey(pid), from, from + most - 1)
for _, id in ipairs(ids) do
  local key = nodeKey(pid, id)
  local n = redis.call('HMGET', key, 'k', 's', 'st')
  if n[1] == 't' and n[2] == 'done' and not kept[n[3]] then
    redis.call('HDEL', key, 'r', 'f')
    if undo then
      redis.call('HSET', key, 's', 'cancelled')
      undone[n[3]] = (undone[n[3]] or 0) + 1
    end
  end
end
for step, tasks in pairs(undone) do redis.call('HINCRBY', stepKey(pid, step), 'done', -tasks) end
if #ids == most then return from + most end
if undo then
  redis.call('UNLINK', knownKey(pid), logKey(pid))
  for _, entry in ipairs(redis.call('XRANGE', B .. 'ev:' .. pid, '-', '+')) do
    if entry[2][2] == 'output_ready' then redis.call('XDEL', B .. 'ev:' .. pid, entry[1]) end
  end
end
return -1
