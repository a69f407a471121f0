"""A real Elasticsearch for the tests: nodes of the server's core, as `make elasticsearch` sets them up."""
