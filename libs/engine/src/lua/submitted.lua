-- submitted(requestId, job): the provider has the work; job is what it is attached to again by. On record whoever asks,
-- because it costs from now on.
local key = B .. 'lg:' .. ARGV[1]
local state = redis.call('HGET', key, 'state')
if state ~= 'intent' and state ~= 'unknown' then return 0 end
redis.call('HSET', key, 'state', 'submitted', 'job', ARGV[2], 'submittedAt', now)
return 1
