-- close(requestId, state, note, microDollars): a paid request came to nothing here: 'rejected' before the provider took
-- it, 'failed' or 'cancelled' afterwards, 'settled' by a person, or 'unknown', which stays open until somebody tells.
-- Until then an unknown one counts as spent with its estimate.
local request, state = ARGV[1], ARGV[2]
local fallback = state == 'unknown' and tonumber(redis.call('HGET', B .. 'lg:' .. request, 'estimate') or 0) or 0
if not closeRequest(request, state, ARGV[4], fallback) then return 0 end
redis.call('HSET', B .. 'lg:' .. request, 'note', ARGV[3])
return 1
