"""What one person may see and do, why, and what a change would alter."""
