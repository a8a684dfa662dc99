"""Every sentence that a person reads, as functions: one module for each part of the product."""
