"""A small bank: accounts, transfers, sessions and orders over SQLite."""
