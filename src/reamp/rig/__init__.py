"""A rig as a value: its models, cabinets and knobs, and the documents that store it."""
