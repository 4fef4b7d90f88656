-- blueprint_preset(name, preset, expected, value, now, most): saves a preset, or removes it where value is ''. expected:
-- the revision it must have, or ''. value: JSON of it. What is stored is '<revision>|<now>|<value>'. Returns { 'ok',
-- revision }, or { 'missing' | 'changed' | 'many' }.
local B = KEYS[1]
local key, preset, expected, value = B .. 'blueprint:' .. ARGV[1] .. ':presets', ARGV[2], ARGV[3], ARGV[4]
local old = redis.call('HGET', key, preset)
local revision = old and string.match(old, '^%d+') or '0'
if expected ~= '' and revision ~= expected then return { 'changed' } end
if value == '' then
  if not old then return { 'missing' } end
  redis.call('HDEL', key, preset)
  return { 'ok', tonumber(revision) }
end
if not old and redis.call('HLEN', key) >= tonumber(ARGV[6]) then return { 'many' } end
redis.call('HSET', key, preset, (tonumber(revision) + 1) .. '|' .. ARGV[5] .. '|' .. value)
return { 'ok', tonumber(revision) + 1 }
