from engines import node  # noqa: F401
