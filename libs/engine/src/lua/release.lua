-- release(pid, item): goes on with a fan-out that was too long for one script. `item` is '>node' or '>!node'.
local pid, item = ARGV[1], ARGV[2]
if redis.call('LREM', workKey(pid), 1, item) == 0 then return 0 end
local missing = string.sub(item, 2, 2) == '!'
release(pid, string.sub(item, missing and 3 or 2), missing)
restPilot(pid)
return 1
