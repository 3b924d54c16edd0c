"""One module a design that is measured; each has ``run(job) -> Told`` and is run in a process of its own."""
