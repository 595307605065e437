"""What Reamp says, in other languages than English."""
