-- library_saved(id, change, id, change, …): what people say of these is written beside their bytes, as of those changes;
-- what changed since is not.
local B = KEYS[1]
for n = 1, #ARGV, 2 do
  if (redis.call('ZSCORE', B .. 'library:changes', ARGV[n]) or '') == ARGV[n + 1] then
    redis.call('SREM', B .. 'library:unsaved', ARGV[n])
  end
end
return 1
