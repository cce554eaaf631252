//! `<netinet/tcp.h>`: options of TCP sockets.
