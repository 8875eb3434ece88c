"""All SQL of the screens: one module per topic, every function takes a Scope, parameters only.

Results are cached per release and scope, in bounded caches. Only the columns listed in
dashboards.access can be read, and only units within the reader's scope.
"""
