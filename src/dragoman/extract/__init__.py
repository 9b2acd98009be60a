"""A Document becomes Reports."""

import os

# Before numpy is loaded: its BLAS would spread the parser's small matrices over all cores, which takes longer than one
# core does. Several cores are for several documents (`--jobs`).
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
