"""What ``docker-compose.yml`` starts in containers, started here from Python packages: the same commands, the same settings."""
