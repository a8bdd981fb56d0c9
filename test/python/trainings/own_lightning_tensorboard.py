"""Lightning's own TensorBoardLogger, heard by patch()."""
from lightning.pytorch.loggers import CSVLogger, TensorBoardLogger

import own_net
import seetrain
from expected import tell
from seetrain.integration import tensorboard

with seetrain.init(project="matrix"):
    tensorboard.patch()
    own_net.train(TensorBoardLogger("tb"), CSVLogger("csv"))
own_net.expect_csv("csv")
tell(package="lightning", project="matrix", config={"frameworks": ["tensorboard"]}, folder="tb")
