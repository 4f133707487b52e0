"""A laboratory of real routers: FRRouting in network namespaces, with SSH, LLDP, SNMP, and hosts that say who they are.

    layout   what there is: routers, hosts, wires (plain data)
    config   the FRR config of a router
    router   the files and the script of one router; its daemons live in namespaces of their own
    jump     the same for the jump host
    world    process 1 of a laboratory: builds it, starts it, and takes it along when it dies
    answer   all hosts: whoever asks a host by UDP or TCP is told its name
    lab      the handle from outside: start, stop, enter a namespace, talk to a router
    probe    who answers whom, measured
    observed the routing tables that the routers print
    needs    why this machine cannot run one

A laboratory is one process tree in a mount and a process namespace of its own. All that it makes (network namespaces,
wires, files in memory) is held by these processes and nothing else: when the first of them ends, by whatever signal,
the kernel takes the rest away. So laboratories never meet, and none leaves anything behind.
"""
