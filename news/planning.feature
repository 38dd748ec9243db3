Steps of a workflow can be planned for a date ("publish this on Monday"). Whoever sees the item sees the plan; whether the
step is possible is looked at again when its time has come, and who planned it is told if it was not.
