"""Records and rules: one module per noun, from accounts to the recognition of qualifications."""
