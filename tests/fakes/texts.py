"""Configs and show outputs for the fake devices, written by hand: small, whole, and understood by the dialects."""

_IOS = """Building configuration...

Current configuration : {size} bytes
"""
_IOS_BODY = """!
! Last configuration change at 09:12:44 CET Tue Mar 3 2026 by admin
!
version 15.9
service timestamps debug datetime msec
service timestamps log datetime msec
no service password-encryption
!
hostname {name}
!
boot-start-marker
boot-end-marker
!
vrf definition RED
 rd 65000:10
 address-family ipv4
 exit-address-family
!
ip cef
!
interface Loopback0
 ip address 198.51.100.1 255.255.255.255
!
interface GigabitEthernet0/0
 description uplink of the town hall
 ip address 192.0.2.1 255.255.255.252
 duplex auto
 speed auto
!
interface GigabitEthernet0/1
 description offices
 vrf forwarding RED
 ip address 203.0.113.1 255.255.255.0
!
router ospf 1
 router-id 198.51.100.1
 network 192.0.2.0 0.0.0.3 area 0
!
ip route vrf RED 0.0.0.0 0.0.0.0 203.0.113.254
!
line con 0
line vty 0 4
 login local
 transport input ssh
!
end
"""
_EOS = """! Command: show running-config
! device: {name} (vEOS, EOS-4.29.2F)
!
! boot system flash:/vEOS-lab.swi
!
no aaa root
!
transceiver qsfp default-mode 4x10G
!
service routing protocols model ribd
!
hostname {name}
!
spanning-tree mode mstp
!
vlan 10
   name OFFICES
!
interface Ethernet1
   description uplink
   no switchport
   ip address 192.0.2.5/30
!
interface Loopback0
   ip address 198.51.100.2/32
!
interface Vlan10
   ip address 203.0.113.129/25
!
ip routing
!
router ospf 1
   router-id 198.51.100.2
   network 192.0.2.4/30 area 0.0.0.0
   max-lsa 12000
!
end
"""
_JUNOS = """## Last commit: 2026-03-03 11:41:05 UTC by admin
version 22.4R3.25;
system {{
    host-name {name};
    services {{
        ssh;
    }}
}}
interfaces {{
    ge-0/0/0 {{
        description "uplink of the library";
        unit 0 {{
            family inet {{
                address 192.0.2.9/30;
            }}
        }}
    }}
    lo0 {{
        unit 0 {{
            family inet {{
                address 198.51.100.3/32;
            }}
        }}
    }}
}}
protocols {{
    ospf {{
        area 0.0.0.0 {{
            interface ge-0/0/0.0;
        }}
    }}
}}
"""
_FRR = """Building configuration...

Current configuration:
!
frr version 8.4.4
frr defaults traditional
hostname {name}
log syslog informational
service integrated-vtysh-config
!
interface eth0
 description uplink
 ip address 192.0.2.13/30
exit
!
interface lo
 ip address 198.51.100.4/32
exit
!
router ospf
 ospf router-id 198.51.100.4
 network 192.0.2.12/30 area 0
exit
!
end
"""
_NXOS = """
!Command: show running-config
!Running configuration last done at: Tue Mar  3 11:41:05 2026
!Time: Tue Mar  3 11:52:30 2026

version 9.3(5) Bios:version
hostname {name}
vdc {name} id 1
  limit-resource vlan minimum 16 maximum 4094

feature ospf
feature interface-vlan

no password strength-check
ip domain-lookup
vlan 1,10
vlan 10
  name OFFICES

vrf context management

interface Vlan10
  no shutdown
  ip address 203.0.113.193/26

interface Ethernet1/1
  description uplink
  no switchport
  ip address 192.0.2.17/30
  ip router ospf 1 area 0.0.0.0
  no shutdown

interface mgmt0
  vrf member management

interface loopback0
  ip address 198.51.100.5/32
line console
line vty
router ospf 1
  router-id 198.51.100.5
"""


def config_of(os: str, name: str) -> bytes:
    """What a whole device of this OS prints for its config, line ends as in a file."""
    if os == "cisco_ios":
        body = _IOS_BODY.format(name=name)
        return (_IOS.format(size=len(body)) + body).encode()
    return {"arista_eos": _EOS, "juniper_junos": _JUNOS, "frr": _FRR, "cisco_nxos": _NXOS}[os].format(name=name).encode()


def show_of(command: str) -> bytes:
    """Some lines for any command that shows something."""
    return f"Output of {command}\nInterface      Status\nuplink         up\noffices        up\n".encode()
