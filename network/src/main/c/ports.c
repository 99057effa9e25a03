/* The published ports and their listening sockets. */
#include "relay.h"

#include <sys/epoll.h>

unsigned port_count;
static Port *ports[BUCKETS];

static uint32_t port_hash(int protocol, const Address *host) {
    return hash_of(mix(2166136261u, &protocol, sizeof protocol), host) % BUCKETS;
}

Port *find_port(int protocol, const Address *host) {
    for (Port *port = ports[port_hash(protocol, host)]; port != NULL; port = port->next) {
        if (port->protocol == protocol && same(&port->host, host)) {
            return port;
        }
    }
    return NULL;
}

static void end_all_of(Port *port) {
    while (port->connections.next != &port->connections) {
        Link *first = port->connections.next;
        if (port->protocol == IPPROTO_UDP) {
            end_session(OF(first, Session, link));
        } else {
            end_connection(OF(first, Connection, link), true);
        }
    }
}

Port *new_port(int fd, int protocol, const Address *host, const Address *target) {
    Port *port = allocate(sizeof *port);
    port->kind = PORT;
    port->fd = fd;
    port->protocol = protocol;
    port->host = *host;
    port->target = *target;
    port->connections.previous = port->connections.next = &port->connections;
    uint32_t bucket = port_hash(protocol, host);
    port->next = ports[bucket];
    ports[bucket] = port;
    port_count++;
    return port;
}

void remove_port(Port *port) {
    end_all_of(port);
    Port **place = &ports[port_hash(port->protocol, &port->host)];
    while (*place != port) {
        place = &(*place)->next;
    }
    *place = port->next;
    port_count--;
    close(port->fd);
    free(port); /* orders come last in a round, so no event of it is pending */
}

static int bound(int protocol, const Address *host) {
    int type = protocol == IPPROTO_UDP ? SOCK_DGRAM : SOCK_STREAM;
    int fd = socket(host->any.sa_family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
    if (fd < 0) {
        return -1;
    }
    if (host->any.sa_family == AF_INET6) {
        set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1); /* the other family has its own port */
    }
    if (protocol == IPPROTO_TCP) {
        set(fd, SOL_SOCKET, SO_REUSEADDR, 1);
    } else if (protocol == IPPROTO_SCTP) {
        prepare_listener(fd);
    } else if (host->any.sa_family == AF_INET6) {
        set(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
    } else {
        set(fd, IPPROTO_IP, IP_PKTINFO, 1);
    }
    if (bind(fd, &host->any, size_of(host)) < 0
        || (type == SOCK_STREAM && listen(fd, SOMAXCONN) < 0)) {
        int error = errno;
        close(fd);
        errno = error;
        return -1;
    }
    return fd;
}

/* Returns the port if it is new, or NULL with errno, which is 0 for one that was there. */
Port *open_port(int protocol, const Address *host, const Address *target) {
    Port *port = find_port(protocol, host);
    errno = 0;
    if (port != NULL) {
        port->kept = true;
        if (!same(&port->target, target)) {
            end_all_of(port);
            port->target = *target;
        }
        errno = 0;
        return NULL;
    }
    int fd = bound(protocol, host);
    if (fd < 0) {
        return NULL;
    }
    port = new_port(fd, protocol, host, target);
    port->kept = true;
    if (!watch(fd, EPOLLIN, port)) {
        int error = errno;
        remove_port(port);
        errno = error;
        return NULL;
    }
    return port;
}

void each_port(void (*action)(Port *)) {
    for (int i = 0; i < BUCKETS; i++) {
        for (Port *port = ports[i], *next; port != NULL; port = next) {
            next = port->next;
            action(port);
        }
    }
}
