"""Audio interfaces and their levels: the table, the search, the user's own, the remembered one."""
