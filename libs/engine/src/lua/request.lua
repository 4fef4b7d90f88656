-- request(key, fingerprint, token, id, leaseMs, keepMs): a request that must be done once asks to be done. Returns
-- { 'new', id } with a lease, { 'stored', status, body } when it was answered before, { 'running' } while another
-- holds the lease, { 'mismatch' } when the key was used for something else. The id is the same each time it is tried.
local key = B .. 'request:' .. ARGV[1]
local r = redis.call('HMGET', key, 'fingerprint', 'status', 'body', 'lease', 'id')
if r[1] and r[1] ~= ARGV[2] then return { 'mismatch' } end
if r[2] then return { 'stored', r[2], r[3] } end
if r[4] and tonumber(r[4]) > now then return { 'running' } end
redis.call('HSET', key, 'fingerprint', ARGV[2], 'id', r[5] or ARGV[4], 'token', ARGV[3], 'lease', now + ARGV[5])
redis.call('PEXPIRE', key, ARGV[6])
return { 'new', r[5] or ARGV[4] }
