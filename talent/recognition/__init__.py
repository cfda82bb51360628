"""Whether a job needs a qualification to be recognised, by whom, and in which steps."""
