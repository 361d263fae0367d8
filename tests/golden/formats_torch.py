#!/usr/bin/env python3
"""Files saved by torch.save, both kinds, for the sentence that says how to export instead.

Run with Debian's python3-torch: /usr/bin/python3 tests/golden/formats_torch.py
"""
import pathlib

import torch

folder = pathlib.Path(__file__).parent
weights = torch.eye(3)
torch.save(weights, folder / "formats_zip.pt")
torch.save(weights, folder / "formats_legacy.pt", _use_new_zipfile_serialization=False)
