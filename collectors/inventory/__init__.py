"""inventory.yaml to a typed inventory; every error with its file, line and column.

`nodes` reads YAML 1.2, `files` follows includes, `schema` says what may stand there (in the words of `shape`), `check`
holds the two together, `build`, `hosts` and `target` make the frozen values, `export` tells editors.
"""

from collectors.inventory.load import load_inventory
from collectors.inventory.schema import schema

__all__ = ["load_inventory", "schema"]
