"""netplan: from many departments' networks to one, by small steps that are each proven."""

__version__ = "0.1.0"
