"""What puts a theme into words: each module gives `connect`, which returns a `Summariser`."""
