-- accessAdmit(id, hash): a request came with a key. Charges its rate by the generic cell rate algorithm: `tat` is when the
-- allowance is whole again, each request moves it on by one interval, and it may lie at most `burst` intervals ahead.
-- Only who has the secret charges it. The hashes are compared, not the secrets, and Lua compares strings by address:
-- the time tells nothing of either.
-- Returns false for an unknown key or another secret; else { 'expired' }, { 'revoked' }, or { 'ok' | 'slow', name,
-- scopes, expiresAt or '', perMinute, burst, requests left, ms until the allowance is whole, ms until the next request }.
local key, time = KEYS[1] .. 'key:' .. ARGV[1], redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local k = redis.call('HMGET', key, 'hash', 'name', 'scopes', 'expiresAt', 'revokedAt', 'perMinute', 'burst', 'tat')
if k[1] ~= ARGV[2] then return false end
if k[5] then return { 'revoked' } end
if k[4] and tonumber(k[4]) <= now then return { 'expired' } end

local interval, burst = 60000 / tonumber(k[6]), tonumber(k[7])
local tat = math.max(now, tonumber(k[8] or '0'))
local verdict, wait = 'ok', 0
if tat + interval - now > burst * interval + 0.001 then
  verdict, wait = 'slow', tat + interval - burst * interval - now
else
  tat = tat + interval
  redis.call('HSET', key, 'tat', string.format('%.3f', tat), 'usedAt', now)
end
local left = math.floor((burst * interval - (tat - now)) / interval + 0.001)
return { verdict, k[2], k[3], k[4] or '', k[6], k[7], math.max(0, left), math.ceil(tat - now), math.ceil(wait) }
