"""An index of models that can be searched by their facts, their levels and their sound."""
