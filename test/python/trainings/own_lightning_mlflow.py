"""Lightning's own MLFlowLogger."""
import os

from lightning.pytorch.loggers import CSVLogger, MLFlowLogger

import own_net
from expected import tell

own_net.train(MLFlowLogger("matrix", tracking_uri=os.environ["MLFLOW_TRACKING_URI"]), CSVLogger("csv"))
own_net.expect_csv("csv")
tell(package="lightning", project="matrix", config={"width": 4})
