"""What changes the database: plain functions on a connection, one file a noun, each run inside one transaction."""
