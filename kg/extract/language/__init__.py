"""The language model: words -> a tree for each sentence, marks, scope, links between marks, what means the same."""

import os

# From 1.29 on, onnxruntime reports to its maker on every platform, over the network and with an id that it keeps on
# disk, unless this is set before it is loaded. Nobody is to learn who reads what here.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
os.environ["ORT_TELEMETRY_DISABLED"] = "1"
