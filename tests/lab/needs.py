"""Why a machine cannot run a laboratory."""

import os
import shutil
import subprocess
from pathlib import Path

from tests.lab.router import FRR

PROGRAMS = {
    "vtysh": "frr", "sshd": "openssh-server", "ssh-keygen": "openssh-client", "lldpd": "lldpd", "snmpd": "snmpd", "ip": "iproute2",
    "unshare": "util-linux",
}  # fmt: skip
"""Program → package of Debian."""
PACKAGES = sorted(set(PROGRAMS.values()))


def missing() -> str:
    """The reason in words, "" when there is none."""
    if os.geteuid() != 0:
        return "a laboratory of routers needs root"
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
    lacking = {package for program, package in PROGRAMS.items() if not shutil.which(program, path=path)}
    if not (FRR / "zebra").exists():
        lacking.add("frr")
    if lacking:
        return f"not installed: apt-get install {' '.join(sorted(lacking))}"
    return _kernel()


def _kernel() -> str:
    """What the kernel refuses: tried for real, in namespaces that end with the trial."""
    trial = (
        "mount -t tmpfs tmpfs /run && mkdir /run/netns && ip netns add a && ip netns add b && ip -n a link add x type bridge && "
        "ip link add v netns a type veth peer name w netns b && ip -n a rule add pref 10 iif x ipproto udp dport 161 lookup main"
    )
    command = ["unshare", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child", "sh", "-c", trial]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return f"the kernel does not let a laboratory be built: {done.stderr.strip()[-200:]}"
    return "" if Path("/proc/thread-self/ns/net").exists() else "the kernel has no /proc/thread-self"
