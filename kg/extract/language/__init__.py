"""The language model: words -> a tree for each sentence, marks, scope, links between marks, what means the same."""
