"""The vendor's packages run on Node: without it there is nothing to collect here."""

from __future__ import annotations

import shutil

collect_ignore = [] if shutil.which("node") and shutil.which("npm") else ["test_vendor_packages.py"]
