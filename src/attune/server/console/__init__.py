"""Pages for those who look after others: supervisors, operators, and workers at a desk. They show; people and sync decide and store."""
