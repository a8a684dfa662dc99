"""What is worth saying: `view` holds what is known of the themes, `find` decides, `write` says and proves it."""
