"""The register's machine door: what an enterprise's own programs and the bureau's may read of it as JSON."""
