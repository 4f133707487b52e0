"""Secrets of a HashiCorp Vault: the key-value engine, version 2, by the address and token in VAULT_ADDR and VAULT_TOKEN."""

from models.errors import CredentialError


def read_secret(path: str, field: str) -> str:
    """The `field` of the newest version of `path`, whose first part is the mount. Raises CredentialError."""
    try:
        import hvac  # no dependency: who has a Vault installs it
    except ImportError:
        raise CredentialError(
            "the package hvac is not installed; install it, or keep the secret in env:, keyring: or file:"
        ) from None
    mount, _, below = path.partition("/")
    try:
        answer = hvac.Client().secrets.kv.v2.read_secret_version(path=below, mount_point=mount, raise_on_deleted_version=True)
        found = answer["data"]["data"].get(field)
    except Exception as error:  # hvac and the library below it have no common root, and an answer may be of any shape
        raise CredentialError(
            f"the Vault did not give it ({type(error).__name__}); check VAULT_ADDR, VAULT_TOKEN and the path"
        ) from None
    if found is None:
        raise CredentialError(f"{path} has no field {field!r}; correct the reference")
    return str(found)
