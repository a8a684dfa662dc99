"""Chat platforms: each module gives `connect`, which returns a `Chat`."""
