"""The command line: it parses arguments, calls the api, prints, and picks the exit code."""
