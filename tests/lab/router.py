"""One router: its files, and the script that is its process 1.

The script runs in mount, host name and process namespaces of its own. So all daemons find their stock paths, the user of
the router exists only inside it, and vtysh is a real login shell.
"""

import shutil
import subprocess
from pathlib import Path

from tests.lab.config import config
from tests.lab.layout import MANAGEMENT, Router

FRR = Path("/usr/lib/frr")
USER, PASSWORD = "netops", "look-but-do-not-touch"
PASSWORD_HASH = "$6$netplanlab$W4I2ksZz3J.AMlPt1USKTHSMc28EDGZWB0omHweo8aksbRtxvpxYXOZunUj.NC8JcruwY0wuS9XY1HTFnBKqR."
COMMUNITY = "lab-reads"
SNMP_USER, SNMP_AUTH, SNMP_PRIV = "lab-monitor", "auth-for-the-lab", "priv-for-the-lab"
SYSTEM = "netplan laboratory router"

SSHD = """Port 22
ListenAddress {address}
HostKey {folder}/ssh/ed25519
PidFile none
UsePAM no
UseDNS no
PasswordAuthentication yes
KbdInteractiveAuthentication no
PermitRootLogin no
PrintMotd no
PrintLastLog no
MaxStartups 200:30:400
MaxSessions 50
X11Forwarding no
AllowTcpForwarding {forwarding}
"""
SNMPD = """agentAddress udp:{address}:161
master agentx
agentXSocket /run/agentx/master
agentXPerms 0770 0770 Debian-snmp Debian-snmp
rocommunity {community}
createUser {user} SHA "{auth}" AES "{priv}"
rouser {user} priv
sysName {name}.lab.example
sysLocation laboratory
"""
STAY = "while :; do sleep 3600 & wait $!; done"
"""A shell that waits also takes in the orphans of its process namespace."""


def start(folder: Path, space: str, script: list[str]) -> None:
    """Run `script` as process 1 in a network namespace; `folder`/ready exists once all of it ran."""
    text = ["set -u", "mount --make-rprivate /", *script, f"touch {folder}/ready", STAY, ""]
    (folder / "init.sh").write_text("\n".join(text), encoding="utf-8")
    command = ["ip", "netns", "exec", space, "unshare", "--mount", "--uts", "--pid", "--fork", "--mount-proc", "--kill-child"]
    with (folder / "init.log").open("w", encoding="utf-8") as log:
        subprocess.Popen([*command, "sh", "-x", str(folder / "init.sh")], stdin=subprocess.DEVNULL, stdout=log, stderr=log)


def login_files(folder: Path, user: str, shell: str, group: str = "") -> list[str]:
    """Accounts of a box with one more user; returns the lines that put them in place."""
    (folder / "etc").mkdir(parents=True)
    passwd = Path("/etc/passwd").read_text(encoding="utf-8") + f"{user}:x:4242:4242::/tmp:{shell}\n"
    (folder / "etc/passwd").write_text(passwd, encoding="utf-8")
    shadow = folder / "etc/shadow"
    shadow.write_text(
        Path("/etc/shadow").read_text(encoding="utf-8") + f"{user}:{PASSWORD_HASH}:19000:0:99999:7:::\n", encoding="utf-8"
    )
    shutil.chown(shadow, "root", "shadow")  # vtysh complains at every login otherwise
    shadow.chmod(0o640)
    groups = [
        f"{line}{'' if line.endswith(':') else ','}{user}" if group and line.startswith(f"{group}:") else line
        for line in Path("/etc/group").read_text(encoding="utf-8").splitlines()
    ]
    (folder / "etc/group").write_text("\n".join([*groups, f"{user}:x:4242:", ""]), encoding="utf-8")
    return [f"mount --bind {folder}/etc/{name} /etc/{name}" for name in ("passwd", "shadow", "group")]


def sshd(folder: Path, address: str, forwarding: bool = False) -> list[str]:
    """The lines that start an SSH server with a key of its own."""
    (folder / "ssh").mkdir()
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(folder / "ssh/ed25519")], check=True)
    text = SSHD.format(address=address, folder=folder, forwarding="yes" if forwarding else "no")
    (folder / "ssh/sshd_config").write_text(text, encoding="utf-8")
    return ["mkdir -p /run/sshd", f"/usr/sbin/sshd -f {folder}/ssh/sshd_config -E {folder}/sshd.log"]


def start_router(router: Router, base: Path) -> None:
    """Write the files of a router and start it."""
    folder = base / router.name
    for name in ("frr", "vty", "netns"):
        (folder / name).mkdir(parents=True)
    (folder / "frr/frr.conf").write_text(config(router), encoding="utf-8")
    (folder / "frr/vtysh.conf").write_text("service integrated-vtysh-config\n", encoding="utf-8")
    for name in ("frr", "vty"):
        shutil.chown(folder / name, "frr", "frrvty" if name == "frr" else "frr")
    (folder / "frr").chmod(0o2775)
    address = str(router.management.ip)
    values = {"community": COMMUNITY, "user": SNMP_USER, "auth": SNMP_AUTH, "priv": SNMP_PRIV, "name": router.name}
    (folder / "snmpd.conf").write_text(SNMPD.format(address=address, **values), encoding="utf-8")
    script = []
    for vrf in router.vrfs:  # only its own VRFs: `zebra -n` takes every namespace it sees for one
        script += [f"touch {folder}/netns/{vrf}", f"mount --bind /run/netns/{router.namespace(vrf)} {folder}/netns/{vrf}"]
    script += ["mount -t tmpfs -o mode=755 tmpfs /run", "mkdir -p /run/frr /run/netns /run/lldpd /run/agentx"]
    script += ["mount -t tmpfs -o mode=1777 tmpfs /var/tmp", "mkdir /var/tmp/frr", "chown frr:frr /var/tmp/frr"]
    script += [
        f"mount --bind {folder}/vty /run/frr",
        f"mount --rbind {folder}/netns /run/netns",
        f"mount --bind {folder}/frr /etc/frr",
    ]
    script += [*login_files(folder, USER, "/usr/bin/vtysh", "frrvty"), f"hostname {router.name}"]
    script += [*_snmpd(folder), *_frr(router, folder), *sshd(folder, address), *_lldpd(router)]
    start(folder, router.name, script)


def _snmpd(folder: Path) -> list[str]:
    return [
        "chown Debian-snmp:Debian-snmp /run/agentx",
        "chmod 770 /run/agentx",
        "mount -t tmpfs tmpfs /var/lib/snmp",
        "chown Debian-snmp:Debian-snmp /var/lib/snmp",
        f"MIBS= snmpd -LF w {folder}/snmpd.log -u Debian-snmp -g Debian-snmp -C -c {folder}/snmpd.conf "
        "-I -smux,mteTrigger,mteTriggerConf",
    ]


def _frr(router: Router, folder: Path) -> list[str]:
    daemons = ["staticd"] + ["ospfd"] * (router.department != "core") + ["bgpd"] * router.edge
    backend = "-n" if router.vrfs else ""
    lines = [f"{FRR}/zebra -d {backend} -A 127.0.0.1 -s 90000000 --log file:{folder}/frr.log"]
    lines += [f"{FRR}/{daemon} -d -A 127.0.0.1 --log file:{folder}/frr.log" for daemon in daemons]
    return [f"touch {folder}/frr.log", f"chown frr:frr {folder}/frr.log", *lines, "vtysh -b"]


def _lldpd(router: Router) -> list[str]:
    """LLDP on the ports of each VRF; only the daemon of the default one can answer SNMP, as its namespace is the agent's."""
    ports = f"'*,!lo,!{MANAGEMENT}'"
    lines = [
        f"lldpd -u /run/lldpd.socket -I {ports} -x -X /run/agentx/master -S '{SYSTEM}'",
        "lldpcli -u /run/lldpd.socket configure lldp tx-interval 5 >/dev/null",
        f"lldpcli -u /run/lldpd.socket configure system ip management pattern {router.management.ip} >/dev/null",
        "lldpcli -u /run/lldpd.socket resume >/dev/null",  # it sometimes stays paused after its start
    ]
    for vrf in router.vrfs:
        inside = (
            f"mount -t tmpfs tmpfs /run/lldpd; lldpd -u /run/lldpd.{vrf} -I {ports} -S '{SYSTEM}'; "
            f"lldpcli -u /run/lldpd.{vrf} configure lldp tx-interval 5; lldpcli -u /run/lldpd.{vrf} resume"
        )
        lines.append(f'ip netns exec {vrf} sh -c "{inside}" >/dev/null')
    return lines
