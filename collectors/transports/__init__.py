"""Where captures come from: folders, git repositories, devices. The only modules that open sockets or foreign files."""
