-- billed(requestId, microDollars): the provider has told what a paid request costs; on record at once, whatever becomes
-- of the work, and no longer reserved.
if redis.call('HGET', B .. 'lg:' .. ARGV[1], 'state') == 'submitted' then account(ARGV[1], 0, tonumber(ARGV[2])) end
bill(ARGV[1], ARGV[2])
return 1
