"""Chat platforms. Each folder translates one service to the core's words and back; none knows another."""
