"""To test with: the contract tests of each port, and samples of the model's values."""
