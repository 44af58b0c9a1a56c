"""What only looks: read models for history, quota, queue and reports."""
