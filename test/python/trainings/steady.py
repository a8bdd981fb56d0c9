"""Logs one step after the other and tells each once it is kept, until it has them all or is killed."""
import os
import sys
import time

import seetrain

run = seetrain.init(project="kills", id=os.environ["RUN"])
for step in range(int(sys.argv[1])):
    seetrain.log({"loss": step / 8}, step=step)
    print(step, flush=True)
    time.sleep(0.002)
seetrain.finish()
