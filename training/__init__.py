"""How the language model is made: the corpus, the treebanks, the network, the training. Nothing here is shipped."""
