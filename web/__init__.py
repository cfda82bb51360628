"""Everything with a URL, the command line, the migrations: the only package that sees all others."""
