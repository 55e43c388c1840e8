//! Where a plan LIVES: the redb file, its rows, its journal, migrations and backups.
