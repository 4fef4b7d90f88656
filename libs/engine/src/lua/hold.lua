-- hold(provider, ms): the provider has asked to be left alone for so long; a longer wait that is known already stays.
local key = B .. 'limb:' .. ARGV[1]
if redis.call('PTTL', key) < tonumber(ARGV[2]) then redis.call('SET', key, 1, 'PX', ARGV[2]) end
return 1
