"""Audio interfaces and their levels: the table, its search, the user's own interfaces, the remembered one."""
