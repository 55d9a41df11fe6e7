"""Reading recorded logs as events of a machine, line by line."""
