Actions can be scheduled for a date, for instance "publish on Monday". Everyone who sees the item sees the schedule. Permissions and
conditions are checked again at that time. The person who scheduled the action is notified if it was not possible.
