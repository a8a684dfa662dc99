"""Where mentions come from: each module gives `connect`, which returns a `Source`."""
