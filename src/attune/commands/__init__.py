"""The commands of `attune`, one module per group.

Each module has `register(app)` and imports what is heavy inside its functions, so that `attune --help` stays quick.
`attune.cli` has the table of which module brings which command.
"""
