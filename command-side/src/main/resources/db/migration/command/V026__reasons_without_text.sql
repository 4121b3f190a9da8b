-- What CEL said of a failure quoted what it failed on, such as a task's name: an erasure of the task did not find it here.
update process.decision set reason = 'The condition could not be evaluated on this event.'
where outcome = 'condition_failed' and reason like 'The condition could not be evaluated: %';
