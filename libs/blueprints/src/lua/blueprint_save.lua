-- blueprint_save(name, mode, expected, description, version, now, most): a new version, which becomes the latest. mode:
-- 'new' where there must be none of that name, 'add' where there must be one. expected: the revision it must have, or
-- ''. version: JSON of it without its number. Returns { 'ok', number, revision }, or { 'exists' | 'missing' | 'deleted' |
-- 'changed' | 'many' }.
local B = KEYS[1]
local name, mode, expected = ARGV[1], ARGV[2], ARGV[3]
local key = B .. 'blueprint:' .. name
local b = redis.call('HMGET', key, 'latest', 'revision', 'deleted')
if b[3] then return { 'deleted' } end
if mode == 'new' and b[1] then return { 'exists' } end
if mode == 'add' and not b[1] then return { 'missing' } end
if expected ~= '' and b[2] ~= expected then return { 'changed' } end
if not b[1] then
  if redis.call('ZCARD', B .. 'blueprints') >= tonumber(ARGV[7]) then return { 'many' } end
  redis.call('HSET', key, 'created', ARGV[6])
end
local latest = redis.call('HINCRBY', key, 'latest', 1)
local revision = redis.call('HINCRBY', key, 'revision', 1)
redis.call('HSET', key, 'description', ARGV[4], 'updated', ARGV[6])
redis.call('HSET', key .. ':versions', latest, ARGV[5])
redis.call('ZADD', B .. 'blueprints', ARGV[6], name)
return { 'ok', latest, revision }
