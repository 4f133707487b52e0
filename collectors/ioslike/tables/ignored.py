"""What IOS and EOS say that cannot change what the model answers, by feature: ignored on purpose, also with `no`.

Port authentication and port security are taken to let the traffic of honest hosts through; authentication and
timers of protocols are taken to match at both ends. Multicast, QoS and the management plane do not change where
unicast packets go.
"""

from collections.abc import Mapping

from collectors.ioslike.family import with_negated, words_of

GLOBAL = {
    "end of the config": "end, exit",
    "NAT timers": """ip nat translation timeout, ip nat translation tcp-timeout, ip nat translation udp-timeout,
        ip nat translation icmp-timeout, ip nat translation dns-timeout, ip nat translation finrst-timeout,
        ip nat translation syn-timeout, ip nat translation port-timeout, ip nat translation pptp-timeout, ip nat log""",
    "discovery protocol": "cdp, lldp",
    "logging": "logging, service timestamps, service sequence-numbers, monitor session, monitor capture",
    "platform": """boot-start-marker, boot-end-marker, boot, platform, diagnostic, redundancy, hw-module, memory,
        memory-size, scheduler, process, control-plane, upgrade, license, transceiver, buffers, exception,
        downward-compatible-config, mmi, system l1, facility-alarm, environment, stack-mac, stack-power, switch, module,
        virtual-service, power, energywise, subscriber, hardware, queue-monitor, agent, daemon, errdisable, install,
        software, macro, define interface-range, device-sensor, device classifier, multilink bundle-name, ethernet lmi,
        ethernet cfm, port-channel load-balance, gatekeeper, call-home, card, network-clock, network-clock-participate,
        network-clock-select, controller, file, alias, prompt, time-range, fabric, mac address-table, mac-address-table,
        location, vlan internal, smart, tcam, poe, parser, config-register, cisp, udld, lacp, bfd, bfd-template,
        load-interval, storm-control, platform punt-keepalive, event monitor, vstack, sdm, mls, fips, setup, avb, ipc
        zone, system environment, system env, dual-active, stackwise-virtual, service-template, zerotouch, tap
        aggregation, cvx, email, event-monitor, load-balance policies, parameter-map type webauth, parameter-map type
        subscriber, policy-map type control, et-analytics, avc, performance monitor, mac security, mcs, stun, sync-e,
        vmtracer, tcp mss, switchport default phone, nmsp, hw-switch, app-hosting, iox, pnp""",
    "management plane": """service, ip http, ip https, ip ssh, ip scp, ip ftp, ip tftp, ip telnet, ip finger, ip rcmd,
        ip bootp, ip identd, line, management, banner, ip domain, ip domain-lookup, ip host, ip dns, dns, ip tcp,
        archive, netconf-yang, netconf, restconf, gnmi-yang, gnxi, clock, calendar, ntp, sntp, ptp, snmp-server, snmp,
        rmon, privilege, ip tacacs, ip radius, ip options, telemetry, sflow, flow, ip flow, ip flow-export, ip
        flow-cache, ip flow-top-talkers, flow-sampler-map, sampler, ip accounting-threshold, ip accounting-list, kron,
        cns, tftp-server, username, monitor, ip name-server, wsma, terminal, schedule, ip sla, ip icmp, http, transport,
        configuration, hostname""",
    "AAA": """aaa, tacacs-server, radius-server, tacacs, radius, enable, login, ip admission, dot1x, authentication,
        security passwords, role, eap, identity, ldap, ip device tracking, device-tracking, access-session, secure
        boot-image, secure boot-config, mab, ip auth-proxy""",
    "keys": "crypto pki, crypto key, crypto ca, key chain, key config-key, password encryption, certificate",
    "VLAN distribution (VTP)": "vtp",
    "DHCP and ARP protection": """ip dhcp, ip arp, ip source binding, ip verify source, ipv6 snooping, ipv6 nd, ipv6
        dhcp, dhcp, ip forward-protocol, ip dhcp-server, address locking""",
    "QoS": """class-map, policy-map, mls qos, qos, queue-list, priority-list, auto qos, table-map, wrr-queue,
        priority-queue, priority-flow-control, random-detect, ip nbar, ip rsvp""",
    "multicast": """ip multicast-routing, ip multicast, ip pim, ip igmp, ipv6 mld, ip mroute, ip msdp, ipv6 pim, ipv6
        multicast-routing, router multicast, router pim, router msdp, router igmp, router bfd, ip mfib, ip sap, ip sdr,
        igmp, mld""",
    "forwarding implementation": """ip cef, ipv6 cef, ip source-route, ip gratuitous-arps, ip subnet-zero, ip classless,
        ip load-sharing, ip redirects, ip bgp-community, ip as-path regex-mode, ip local-proxy-arp, ip virtual-router
        mac-address, ipv6 unicast-routing, ipv6 icmp, ipv6 source-route, ipv6 host, ipv6 hardware, ip hardware, ip spd,
        ip access-list log-update, ip access-list persistent, ip access-list logging, ip access-list helper, ip
        access-list resequence, ipv6 access-list log-update, fhrp, standby, ipv6 ioam, ip redirect, ip fib,
        load-balance, ip max-vrf, ip local pool, ip routing protocol, ipv6 virtual-router mac-address""",
    "wireless access points": "ap, wireless, wlan",
    "voice": """voice, voice-card, voice-port, dial-peer, telephony-service, ephone, ephone-dn, ccm-manager, mgcp,
        sip-ua, sccp, dspfarm, call-manager-fallback, gateway""",
}  # fmt: skip

INTERFACE = {
    "link layer": """duplex, negotiation, media-type, keepalive, load-interval, carrier-delay, mop, cdp, lldp, mdix,
        udld, clock, clockrate, hold-queue, fair-queue, tx-ring-limit, rx-ring-limit, snmp, logging, lacp, link,
        channel-protocol, transceiver, phy, flowcontrol, power, poe, macro, beacon, speed nonegotiate, delay, dampening,
        serial, ppp, mac-address, mac timestamp, sflow, l2, error-correction, traffic-loopback, down-when-looped,
        arp, ntp, ptp, port-channel, fabric, rmon, fec, l2protocol-tunnel, nmsp, l2-protocol, bfd, ethernet,
        plim, macsec, mka, monitor, hardware, counters, service-profile, unidirectional, link-debounce, comment,
        platform, stackwise-virtual, dual-active""",
    "QoS": """service-policy, mls qos, qos, srr-queue, wrr-queue, priority-queue, auto qos, trust,
        max-reserved-bandwidth, tx-queue, uc-tx-queue, mc-tx-queue, shape, random-detect, rcv-queue, queue-set,
        rate-limit, traffic-shape, queue, ip rsvp, ip nbar, priority-flow-control""",
    "multicast": """ip pim, ip igmp, ipv6 pim, ipv6 mld, ip multicast, multicast, ip mroute-cache, ip cgmp, ip mfib,
        ipv6 mfib, igmp, pim, ip mroute""",
    "port authentication": "dot1x, authentication, mab, access-session, ip device tracking, device-tracking, ip admission",
    "port security": """switchport port-security, storm-control, switchport block, ip dhcp snooping, ip arp, ip verify
        source, ipv6 snooping, ipv6 guard, switchport source-interface, switchport priority, switchport port,
        errdisable, address locking""",
    "ICMP and ARP behaviour": """ip proxy-arp, ip redirects, ip unreachables, ip directed-broadcast, ip mask-reply, ip
        local-proxy-arp, ip gratuitous-arps, ipv6 nd, ipv6 redirects, ipv6 unreachables, ip icmp, ip
        information-reply""",
    "IPv6 link-local address": "ipv6 enable",
    "point-to-point framing": "encapsulation ppp, encapsulation hdlc",
    "forwarding implementation": """ip route-cache, ip virtual-reassembly, ip tcp, ipv6 tcp, ip flow, ipv6 flow, flow,
        ip load-sharing, ip cef, ipv6 cef, ip accounting, ip split-horizon, ip broadcast-address, ip irdp, ip hardware,
        tcp mss""",
    "OSPF adjacency (assumed to match)": """ip ospf authentication, ip ospf authentication-key, ip ospf
        message-digest-key, ip ospf bfd, ip ospf retransmit-interval, ip ospf transmit-delay, ip
        ospf demand-circuit, ip ospf flood-reduction, ip ospf lls, ip ospf resync-timeout, ip ospf ttl-security, ipv6
        ospf authentication, ipv6 ospf encryption, ipv6 ospf bfd, ipv6 ospf retransmit-interval,
        ipv6 ospf transmit-delay, ipv6 ospf flood-reduction, ipv6 ospf demand-circuit, ospfv3 authentication, ospfv3
        encryption, ospfv3 bfd, ospfv3 retransmit-interval, ospfv3 transmit-delay, ip ospf neighbor
        bfd, ospfv3 neighbor bfd, ospfv3 ipv6 authentication, ospfv3 ipv4 authentication, ospfv3 ipv6 bfd""",
    "DHCP clients and servers": "ipv6 dhcp, ip dhcp, ip bootp, dhcp",
    "leaving the block": "exit",
}  # fmt: skip

VRF = {"limits": "maximum routes, maximum prefix, snmp", "leaving the block": "exit, exit-address-family, exit-vrf"}

IGNORED: Mapping[str, Mapping[str, str]] = {
    "": with_negated(words_of(GLOBAL)),
    "interface": with_negated(words_of(INTERFACE)),
    "vrf": with_negated(words_of(VRF)),
    "ip vrf": with_negated(words_of(VRF)),
    "vlan": with_negated(words_of({"VLAN options": "mtu, media, said, multicast, igmp, exit"})),
    "object-group": {"description": "object group description"},
}
"""Context → first words → feature, for `Dialect.ignored` of IOS and EOS."""
