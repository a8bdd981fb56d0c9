"""Prints in every way that could do harm: within two runs, from threads, in a fork, to streams of the program's own."""
import io
import os
import sys
import threading

import seetrain

first = seetrain.init(project="talk")
print("first")
second = seetrain.init(project="talk")
print("both")
first.finish()
print("second", flush=True)
child = os.fork()
if child == 0:
    print("child", flush=True)
    os._exit(0)
os.waitpid(child, 0)


class Own(io.StringIO):
    def write(self, text: str) -> int:
        return os.write(1, text.encode())


kept = sys.stdout
sys.stdout = Own()
print("own")
sys.stdout = None
third = seetrain.init(project="talk", settings={"capture_environment": False, "system_monitor": False})
print("nowhere")
third.finish()
sys.stdout = kept
threads = [threading.Thread(target=lambda: [print("thread\n", end="") for _ in range(100)]) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
second.finish()
sys.stdout.flush()
