"""The application in a browser: a server for one machine, and the pages it shows."""
