"""What stands outside the computer: audio interfaces and their levels."""
