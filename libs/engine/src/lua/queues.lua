-- The queues that carry tasks: one for each pool of workers, and those of model families (see queues.ts).
local function taskQueues()
  local names = redis.call('HKEYS', B .. 'queues')
  for _, pool in ipairs({ 'gpu', 'cpu', 'remote' }) do names[#names + 1] = pool end
  return names
end
