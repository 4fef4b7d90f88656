-- review(pid, task, decision, payload, events): a person decides about a task whose result waits. 'approve' lets what
-- depends on it go on; 'reject' skips it, and what needs it; 'edit' puts other outputs in its place (payload: JSON of
-- all of them, events: JSON list of outputs to tell), and it still waits; 'redo' has it made anew (payload: JSON of what
-- is different). What it was before is kept. Returns the task's state afterwards, 'over' where the pipeline does not
-- run any more; false for no such task.
return judge(ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5])
