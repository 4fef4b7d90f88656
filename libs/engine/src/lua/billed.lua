-- billed(requestId, microDollars): the provider has told what a paid request costs; on record at once, whatever becomes
-- of the work.
bill(ARGV[1], ARGV[2])
return 1
