comment on column process.decision.outcome is 'condition_false, condition_failed, overlap, missed, depth, replaced, gone, disabled, paused';
