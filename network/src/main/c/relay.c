/*
 * naru-relay: carries connections between address families, where the kernel cannot translate.
 *
 *   naru-relay SOCKET               listens for orders at a Unix socket
 *   naru-relay SOCKET --state FD    goes on with what another build has left (see "exec" below)
 *
 * One process serves all published ports of a host whose host address and container address are of
 * different families. It outlives the daemon that started it, and ends with its last port. Orders
 * are lines; "." carries them out and is answered by one line:
 *
 *   del PROTOCOL ADDRESS PORT COUNT                    ends the connections of the ports, too
 *   add PROTOCOL ADDRESS PORT TARGET TARGETPORT COUNT  COUNT neighbouring ports
 *   reset                                              what the batch does not add goes
 *   check                                              whether "reset" would change nothing
 *   exec PROGRAM                                       another build takes over, connections stay
 *
 *   ok PID PORTS
 *   error ERRNO PROTOCOL ADDRESS PORT
 *
 * A batch without "reset" adds all of its ports or none. TCP is carried by splice(2), so payload
 * is not copied to this process; the size of a pipe bounds what is under way. UDP keeps a connected
 * socket for each client, and replies come from the address that the client has sent to.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum {
    BUCKETS = 1 << 14,
    PIPE_BYTES = 1 << 16,
    SPARE_PIPES = 32,
    MAX_ACCEPTED = 64,   /* a wake-up, so that one port does not starve the others */
    MAX_DATAGRAMS = 64,
    MAX_ROUNDS = 16,
    MAX_SESSIONS = 16384,
    LINE = 512,
    STATE_VERSION = 1,
};
static const time_t UDP_FIRST_SECONDS = 30;   /* as conntrack's defaults: no reply so far */
static const time_t UDP_STREAM_SECONDS = 120;
static const time_t FIRST_ORDER_SECONDS = 30; /* a relay without ports ends after that */

typedef union {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
} Address;

typedef struct Link Link;
struct Link {
    Link *previous, *next;
};

/* What epoll reports; each begins with its kind. */
typedef enum { CONTROL, CLIENT, PORT, END, SESSION } Kind;

typedef struct Port Port;
struct Port {
    Kind kind;
    int fd, protocol, number;
    bool kept;
    Address host, target;
    Port *next;       /* in its bucket */
    Link connections; /* or sessions */
};

typedef struct Connection Connection;
typedef struct {
    Kind kind;
    int fd;
    Connection *connection;
} End;

/* One direction of a connection. A pipe is held only while bytes are in it. */
typedef struct {
    int in, out; /* the pipe's ends; -1 for none */
    size_t held;
    bool ended, shut;
} Half;

struct Connection {
    Link link; /* in its port's list */
    Link ready;
    End client, server;
    Half up, down;
    Port *port;
    bool connecting, dead;
    Connection *garbage;
};

typedef struct Session Session;
struct Session {
    Kind kind;
    int fd;
    Link link; /* in its port's list */
    Link age;  /* in one of the two lists by last use */
    Port *port;
    Address client;
    struct in6_addr local; /* an IPv4 address is in the first four bytes */
    unsigned interface;    /* for link-local addresses */
    time_t used;
    bool replied, dead;
    Session *next;
};

typedef struct {
    Kind kind;
    int fd;
    char *text;
    size_t length, room;
    bool dead;
} Client;

static int epoll, control = -1, spare = -1;
static Port *ports[BUCKETS];
static unsigned port_count;
static Session *sessions[BUCKETS];
static unsigned session_count;
static Link fresh = {&fresh, &fresh}, streams = {&streams, &streams};
static Link ready = {&ready, &ready};
static Client *clients[16];
static Connection *garbage;
static Session *gone;
static int pipes[SPARE_PIPES][2], pipe_count;
static char socket_path[sizeof(((struct sockaddr_un *)0)->sun_path)];
static bool done;

#define OF(link, type, member) ((type *)((char *)(link) - offsetof(type, member)))

static void unlink_from(Link *link) {
    link->previous->next = link->next;
    link->next->previous = link->previous;
    link->previous = link->next = link;
}

static void append(Link *list, Link *link) {
    link->previous = list->previous;
    link->next = list;
    list->previous->next = link;
    list->previous = link;
}

static void *allocate(size_t size) {
    void *memory = calloc(1, size);
    if (memory == NULL) {
        abort(); /* the daemon starts another one */
    }
    return memory;
}

static time_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec;
}

static socklen_t size_of(const Address *address) {
    return address->any.sa_family == AF_INET ? sizeof address->v4 : sizeof address->v6;
}

static bool same(const Address *a, const Address *b) {
    if (a->any.sa_family != b->any.sa_family) {
        return false;
    }
    if (a->any.sa_family == AF_INET) {
        return a->v4.sin_port == b->v4.sin_port && a->v4.sin_addr.s_addr == b->v4.sin_addr.s_addr;
    }
    return a->v6.sin6_port == b->v6.sin6_port && a->v6.sin6_scope_id == b->v6.sin6_scope_id
        && memcmp(&a->v6.sin6_addr, &b->v6.sin6_addr, sizeof a->v6.sin6_addr) == 0;
}

static uint32_t mix(uint32_t hash, const void *bytes, size_t size) {
    for (const uint8_t *byte = bytes; size > 0; byte++, size--) {
        hash = (hash ^ *byte) * 16777619u; /* FNV-1a */
    }
    return hash;
}

static uint32_t hash_of(uint32_t hash, const Address *address) {
    if (address->any.sa_family == AF_INET) {
        hash = mix(hash, &address->v4.sin_port, sizeof address->v4.sin_port);
        return mix(hash, &address->v4.sin_addr, sizeof address->v4.sin_addr);
    }
    hash = mix(hash, &address->v6.sin6_port, sizeof address->v6.sin6_port);
    return mix(hash, &address->v6.sin6_addr, sizeof address->v6.sin6_addr);
}

static bool parse(Address *address, const char *text, unsigned port, unsigned scope) {
    memset(address, 0, sizeof *address);
    if (inet_pton(AF_INET, text, &address->v4.sin_addr) == 1) {
        address->v4.sin_family = AF_INET;
        address->v4.sin_port = htons((uint16_t)port);
        return true;
    }
    address->v6.sin6_family = AF_INET6;
    address->v6.sin6_port = htons((uint16_t)port);
    address->v6.sin6_scope_id = scope;
    return inet_pton(AF_INET6, text, &address->v6.sin6_addr) == 1;
}

static const char *text_of(const Address *address, char *text) {
    return address->any.sa_family == AF_INET
        ? inet_ntop(AF_INET, &address->v4.sin_addr, text, INET6_ADDRSTRLEN)
        : inet_ntop(AF_INET6, &address->v6.sin6_addr, text, INET6_ADDRSTRLEN);
}

static unsigned port_of(const Address *address) {
    return ntohs(address->any.sa_family == AF_INET ? address->v4.sin_port : address->v6.sin6_port);
}

static unsigned scope_of(const Address *address) {
    return address->any.sa_family == AF_INET ? 0 : address->v6.sin6_scope_id;
}

static void set(int fd, int level, int option, int value) {
    setsockopt(fd, level, option, &value, sizeof value); /* where it fails, the default serves */
}

static bool watch(int fd, uint32_t events, void *what) {
    struct epoll_event event = {.events = events, .data.ptr = what};
    return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0;
}

/* ---- TCP ---- */

static bool take_pipe(Half *half) {
    if (half->in >= 0) {
        return true;
    }
    int ends[2];
    if (pipe_count > 0) {
        pipe_count--;
        memcpy(ends, pipes[pipe_count], sizeof ends);
    } else if (pipe2(ends, O_NONBLOCK | O_CLOEXEC) < 0) {
        return false;
    }
    half->out = ends[0];
    half->in = ends[1];
    return true;
}

static void give_pipe(Half *half) {
    if (half->in < 0) {
        return;
    }
    if (half->held == 0 && pipe_count < SPARE_PIPES) {
        pipes[pipe_count][0] = half->out;
        pipes[pipe_count][1] = half->in;
        pipe_count++;
    } else {
        close(half->in);
        close(half->out);
    }
    half->in = half->out = -1;
}

static void reset_on_close(int fd) {
    struct linger linger = {.l_onoff = 1, .l_linger = 0};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
}

/* Abruptly, unless both directions have come to their end. */
static void end_connection(Connection *connection, bool abruptly) {
    if (connection->dead) {
        return;
    }
    connection->dead = true;
    if (abruptly) {
        reset_on_close(connection->client.fd);
        reset_on_close(connection->server.fd);
    }
    close(connection->client.fd);
    close(connection->server.fd);
    give_pipe(&connection->up);
    give_pipe(&connection->down);
    unlink_from(&connection->link);
    unlink_from(&connection->ready);
    connection->garbage = garbage;
    garbage = connection;
}

typedef enum { IDLE, MOVED, BROKEN } Progress;

static Progress pump(Half *half, int from, int to) {
    Progress progress = IDLE;
    if (!half->ended && half->held < PIPE_BYTES) {
        if (!take_pipe(half)) {
            return BROKEN;
        }
        ssize_t size = splice(from, NULL, half->in, NULL, PIPE_BYTES - half->held,
                              SPLICE_F_NONBLOCK | SPLICE_F_MOVE);
        if (size > 0) {
            half->held += (size_t)size;
            progress = MOVED;
        } else if (size == 0) {
            half->ended = true;
            progress = MOVED;
        } else if (errno != EAGAIN && errno != EINTR) {
            return BROKEN;
        }
    }
    if (half->held > 0) {
        ssize_t size = splice(half->out, NULL, to, NULL, half->held,
                              SPLICE_F_NONBLOCK | SPLICE_F_MOVE);
        if (size > 0) {
            half->held -= (size_t)size;
            progress = MOVED;
        } else if (size < 0 && errno != EAGAIN && errno != EINTR) {
            return BROKEN;
        }
    }
    if (half->held == 0) {
        give_pipe(half);
        if (half->ended && !half->shut) {
            shutdown(to, SHUT_WR);
            half->shut = true;
            progress = MOVED;
        }
    }
    return progress;
}

static bool connected(Connection *connection) {
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(connection->server.fd, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0) {
        end_connection(connection, true);
        return false;
    }
    Address peer;
    socklen_t peer_size = sizeof peer;
    if (getpeername(connection->server.fd, &peer.any, &peer_size) < 0) {
        return false; /* not yet */
    }
    connection->connecting = false;
    return true;
}

static void run(Connection *connection) {
    unlink_from(&connection->ready);
    if (connection->dead || (connection->connecting && !connected(connection))) {
        return;
    }
    for (int round = 0; round < MAX_ROUNDS; round++) {
        Progress up = pump(&connection->up, connection->client.fd, connection->server.fd);
        Progress down = pump(&connection->down, connection->server.fd, connection->client.fd);
        if (up == BROKEN || down == BROKEN) {
            end_connection(connection, true);
            return;
        }
        if (connection->up.shut && connection->down.shut) {
            end_connection(connection, false);
            return;
        }
        if (up == IDLE && down == IDLE) {
            return; /* the next event wakes it */
        }
    }
    append(&ready, &connection->ready);
}

static Connection *new_connection(Port *port, int client, int server) {
    Connection *connection = allocate(sizeof *connection);
    connection->client = (End){END, client, connection};
    connection->server = (End){END, server, connection};
    connection->up = connection->down = (Half){.in = -1, .out = -1};
    connection->port = port;
    append(&port->connections, &connection->link);
    connection->ready.previous = connection->ready.next = &connection->ready;
    return connection;
}

static void watch_connection(Connection *connection) {
    uint32_t events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
    if (!watch(connection->client.fd, events, &connection->client)
        || !watch(connection->server.fd, events, &connection->server)) {
        end_connection(connection, true);
    }
}

static void keep_alive(int fd) {
    set(fd, IPPROTO_TCP, TCP_NODELAY, 1);
    set(fd, SOL_SOCKET, SO_KEEPALIVE, 1); /* or a client that vanished would be kept for ever */
    set(fd, IPPROTO_TCP, TCP_KEEPIDLE, 120);
    set(fd, IPPROTO_TCP, TCP_KEEPINTVL, 30);
}

/* Without a free descriptor, a client is refused rather than left waiting. */
static void shed(Port *port) {
    close(spare);
    int fd = accept4(port->fd, NULL, NULL, SOCK_CLOEXEC);
    if (fd >= 0) {
        reset_on_close(fd);
        close(fd);
    }
    spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
}

static void accept_from(Port *port) {
    for (int i = 0; i < MAX_ACCEPTED; i++) {
        int client = accept4(port->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (client < 0) {
            if (errno == EMFILE || errno == ENFILE) {
                shed(port);
            }
            return; /* EAGAIN, or a client that gave up */
        }
        int server = socket(port->target.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (server < 0) {
            reset_on_close(client);
            close(client);
            continue;
        }
        keep_alive(client);
        keep_alive(server);
        Connection *connection = new_connection(port, client, server);
        if (connect(server, &port->target.any, size_of(&port->target)) < 0 && errno != EINPROGRESS) {
            end_connection(connection, true);
            continue;
        }
        connection->connecting = true;
        watch_connection(connection);
    }
}

/* ---- UDP ---- */

static Session **bucket_of(const Port *port, const Address *client, const struct in6_addr *local) {
    uint32_t hash = mix(hash_of(2166136261u, client), local, sizeof *local);
    hash = mix(hash, &port, sizeof port);
    return &sessions[hash % BUCKETS];
}

static void end_session(Session *session) {
    if (session->dead) {
        return;
    }
    session->dead = true;
    Session **place = bucket_of(session->port, &session->client, &session->local);
    while (*place != session) {
        place = &(*place)->next;
    }
    *place = session->next;
    close(session->fd);
    unlink_from(&session->link);
    unlink_from(&session->age);
    session_count--;
    session->next = gone;
    gone = session;
}

static void touch(Session *session) {
    session->used = now();
    unlink_from(&session->age);
    append(session->replied ? &streams : &fresh, &session->age);
}

static void expire(void) {
    time_t time = now();
    while (fresh.next != &fresh && OF(fresh.next, Session, age)->used + UDP_FIRST_SECONDS <= time) {
        end_session(OF(fresh.next, Session, age));
    }
    while (streams.next != &streams
           && OF(streams.next, Session, age)->used + UDP_STREAM_SECONDS <= time) {
        end_session(OF(streams.next, Session, age));
    }
}

/* Clients that were never answered make room first. */
static void make_room(void) {
    if (session_count >= MAX_SESSIONS) {
        Link *oldest = fresh.next != &fresh ? fresh.next : streams.next;
        end_session(OF(oldest, Session, age));
    }
}

static Session *new_session(
    Port *port, int fd, const Address *client, const struct in6_addr *local, unsigned interface) {
    Session *session = allocate(sizeof *session);
    session->kind = SESSION;
    session->fd = fd;
    session->port = port;
    session->client = *client;
    session->local = *local;
    session->interface = interface;
    Session **bucket = bucket_of(port, client, local);
    session->next = *bucket;
    *bucket = session;
    append(&port->connections, &session->link);
    session->age.previous = session->age.next = &session->age;
    session_count++;
    touch(session);
    return session;
}

static Session *session_of(
    Port *port, const Address *client, const struct in6_addr *local, unsigned interface) {
    for (Session *one = *bucket_of(port, client, local); one != NULL; one = one->next) {
        if (one->port == port && same(&one->client, client)
            && memcmp(&one->local, local, sizeof *local) == 0) {
            return one;
        }
    }
    make_room();
    int fd = socket(port->target.any.sa_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        return NULL;
    }
    if (connect(fd, &port->target.any, size_of(&port->target)) < 0) {
        close(fd);
        return NULL;
    }
    Session *session = new_session(port, fd, client, local, interface);
    if (!watch(fd, EPOLLIN, session)) {
        end_session(session);
        return NULL;
    }
    return session;
}

static char datagram[1 << 16];

/* The address that a datagram was sent to, which is the one that replies come from. */
static void destination(struct msghdr *message, struct in6_addr *local, unsigned *interface) {
    memset(local, 0, sizeof *local);
    *interface = 0;
    for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c != NULL; c = CMSG_NXTHDR(message, c)) {
        if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO) {
            struct in_pktinfo info;
            memcpy(&info, CMSG_DATA(c), sizeof info);
            memcpy(local, &info.ipi_spec_dst, sizeof info.ipi_spec_dst);
        } else if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_PKTINFO) {
            struct in6_pktinfo info;
            memcpy(&info, CMSG_DATA(c), sizeof info);
            if (!IN6_IS_ADDR_MULTICAST(&info.ipi6_addr)) {
                *local = info.ipi6_addr;
            }
            if (IN6_IS_ADDR_LINKLOCAL(&info.ipi6_addr) || IN6_IS_ADDR_MULTICAST(&info.ipi6_addr)) {
                *interface = info.ipi6_ifindex;
            }
        }
    }
}

static void receive_from(Port *port) {
    for (int i = 0; i < MAX_DATAGRAMS; i++) {
        Address client;
        char about[128];
        struct iovec part = {datagram, sizeof datagram};
        struct msghdr message = {.msg_name = &client, .msg_namelen = sizeof client,
                                 .msg_iov = &part, .msg_iovlen = 1,
                                 .msg_control = about, .msg_controllen = sizeof about};
        ssize_t size = recvmsg(port->fd, &message, 0);
        if (size < 0) {
            return;
        }
        struct in6_addr local;
        unsigned interface;
        destination(&message, &local, &interface);
        Session *session = session_of(port, &client, &local, interface);
        if (session == NULL) {
            continue;
        }
        touch(session);
        if (send(session->fd, datagram, (size_t)size, 0) < 0 && errno == ECONNREFUSED) {
            /* The ICMP error of an earlier datagram; this one has not been sent. */
            send(session->fd, datagram, (size_t)size, 0);
        }
    }
}

static void reply(Session *session, size_t size) {
    char about[128] = {0};
    struct iovec part = {datagram, size};
    struct msghdr message = {.msg_name = &session->client, .msg_namelen = size_of(&session->client),
                             .msg_iov = &part, .msg_iovlen = 1, .msg_control = about};
    struct cmsghdr *c = (struct cmsghdr *)about;
    if (session->client.any.sa_family == AF_INET) {
        struct in_pktinfo info = {0};
        memcpy(&info.ipi_spec_dst, &session->local, sizeof info.ipi_spec_dst);
        c->cmsg_level = IPPROTO_IP;
        c->cmsg_type = IP_PKTINFO;
        c->cmsg_len = CMSG_LEN(sizeof info);
        memcpy(CMSG_DATA(c), &info, sizeof info);
        message.msg_controllen = CMSG_SPACE(sizeof info);
    } else {
        struct in6_pktinfo info = {.ipi6_addr = session->local, .ipi6_ifindex = session->interface};
        c->cmsg_level = IPPROTO_IPV6;
        c->cmsg_type = IPV6_PKTINFO;
        c->cmsg_len = CMSG_LEN(sizeof info);
        memcpy(CMSG_DATA(c), &info, sizeof info);
        message.msg_controllen = CMSG_SPACE(sizeof info);
    }
    sendmsg(session->port->fd, &message, 0); /* a datagram that cannot be sent is lost, as anywhere */
}

static void replies_to(Session *session) {
    for (int i = 0; i < MAX_DATAGRAMS && !session->dead; i++) {
        ssize_t size = recv(session->fd, datagram, sizeof datagram, 0);
        if (size < 0) {
            if (errno == ECONNREFUSED || errno == EINTR) {
                continue; /* an ICMP error: the container may listen later */
            }
            return;
        }
        session->replied = true;
        touch(session);
        reply(session, (size_t)size);
    }
}

/* ---- ports ---- */

static uint32_t port_hash(int protocol, const Address *host) {
    return hash_of(mix(2166136261u, &protocol, sizeof protocol), host) % BUCKETS;
}

static Port *find_port(int protocol, const Address *host) {
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
        if (port->protocol == IPPROTO_TCP) {
            end_connection(OF(first, Connection, link), true);
        } else {
            end_session(OF(first, Session, link));
        }
    }
}

static Port *new_port(int fd, int protocol, const Address *host, const Address *target) {
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

static void remove_port(Port *port) {
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
    int type = protocol == IPPROTO_TCP ? SOCK_STREAM : SOCK_DGRAM;
    int fd = socket(host->any.sa_family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        return -1;
    }
    if (host->any.sa_family == AF_INET6) {
        set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1); /* the other family has its own way */
    }
    if (protocol == IPPROTO_TCP) {
        set(fd, SOL_SOCKET, SO_REUSEADDR, 1);
    } else if (host->any.sa_family == AF_INET6) {
        set(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
    } else {
        set(fd, IPPROTO_IP, IP_PKTINFO, 1);
    }
    if (bind(fd, &host->any, size_of(host)) < 0
        || (protocol == IPPROTO_TCP && listen(fd, SOMAXCONN) < 0)) {
        int error = errno;
        close(fd);
        errno = error;
        return -1;
    }
    return fd;
}

/* Returns the port if it is new, or NULL with errno, which is 0 for one that was there. */
static Port *open_port(int protocol, const Address *host, const Address *target) {
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

static void each_port(void (*action)(Port *)) {
    for (int i = 0; i < BUCKETS; i++) {
        for (Port *port = ports[i], *next; port != NULL; port = next) {
            next = port->next;
            action(port);
        }
    }
}

static void forget_kept(Port *port) {
    port->kept = false;
}

static void remove_unkept(Port *port) {
    if (!port->kept) {
        remove_port(port);
    }
}

/* ---- another build takes over ---- */

static void inherit(int fd, bool inherited) {
    if (fd >= 0) {
        fcntl(fd, F_SETFD, inherited ? 0 : FD_CLOEXEC);
    }
}

static FILE *state;
static bool inheriting;

static void state_of_half(const Half *half) {
    inherit(half->in, inheriting);
    inherit(half->out, inheriting);
    if (inheriting) {
        fprintf(state, " %d %d %zu %d %d", half->in, half->out, half->held, half->ended, half->shut);
    }
}

static void state_of_port(Port *port) {
    char host[INET6_ADDRSTRLEN], target[INET6_ADDRSTRLEN];
    inherit(port->fd, inheriting);
    if (inheriting) {
        fprintf(state, "port %d %d %s %u %s %u\n", port->fd, port->protocol,
                text_of(&port->host, host), port_of(&port->host),
                text_of(&port->target, target), port_of(&port->target));
    }
    for (Link *link = port->connections.next; link != &port->connections; link = link->next) {
        if (port->protocol == IPPROTO_TCP) {
            Connection *one = OF(link, Connection, link);
            inherit(one->client.fd, inheriting);
            inherit(one->server.fd, inheriting);
            if (inheriting) {
                fprintf(state, "tcp %d %d %d", one->client.fd, one->server.fd, one->connecting);
            }
            state_of_half(&one->up);
            state_of_half(&one->down);
            if (inheriting) {
                fprintf(state, "\n");
            }
        } else {
            Session *one = OF(link, Session, link);
            inherit(one->fd, inheriting);
            if (inheriting) {
                char local[INET6_ADDRSTRLEN];
                inet_ntop(AF_INET6, &one->local, local, sizeof local);
                fprintf(state, "udp %d %s %u %u %s %u %d\n", one->fd, text_of(&one->client, host),
                        port_of(&one->client), scope_of(&one->client), local, one->interface,
                        one->replied);
            }
        }
    }
}

static void each_descriptor(void) {
    inherit(control, inheriting);
    for (size_t i = 0; i < sizeof clients / sizeof *clients; i++) {
        if (clients[i] != NULL && !clients[i]->dead) {
            inherit(clients[i]->fd, inheriting);
            if (inheriting) {
                fprintf(state, "client %d\n", clients[i]->fd);
            }
        }
    }
    each_port(state_of_port);
}

/* Replaces this process by another build of itself, which keeps all of its sockets. */
static int take_over(const char *program, int asking) {
    int memory = memfd_create("naru-relay", 0);
    if (memory < 0) {
        return errno;
    }
    state = fdopen(memory, "w+");
    fprintf(state, "naru-relay %d\ncontrol %d %s\nasking %d\n", STATE_VERSION, control, socket_path,
            asking);
    inheriting = true;
    each_descriptor();
    fprintf(state, "end\n");
    int error = ENOSPC;
    if (fflush(state) == 0) {
        char number[16];
        snprintf(number, sizeof number, "%d", memory);
        rewind(state);
        execl(program, program, socket_path, "--state", number, (char *)NULL);
        error = errno;
    }
    inheriting = false;
    each_descriptor();
    fclose(state);
    return error;
}

/* ---- orders ---- */

static void answer(int fd, const char *line) {
    send(fd, line, strlen(line), MSG_NOSIGNAL | MSG_DONTWAIT); /* who has gone needs none */
}

static void say_ok(int fd) {
    char line[LINE];
    snprintf(line, sizeof line, "ok %d %u\n", getpid(), port_count);
    answer(fd, line);
}

static void close_client(Client *client) {
    if (!client->dead) {
        client->dead = true;
        close(client->fd);
    }
}

static int protocol_of(const char *word) {
    return strcmp(word, "tcp") == 0 ? IPPROTO_TCP : strcmp(word, "udp") == 0 ? IPPROTO_UDP : 0;
}

typedef struct {
    bool reset, check;
    unsigned right;
    int error;
    char what[LINE];
    char program[LINE];
    Port **added;
    size_t count, room;
} Batch;

static void refuse(Batch *batch, int error, const char *protocol, const char *host, unsigned port) {
    if (batch->error == 0) {
        batch->error = error;
        snprintf(batch->what, sizeof batch->what, "%s %s %u", protocol, host, port);
    }
}

static void add(Batch *batch, const char *line) {
    char word[8], host[INET6_ADDRSTRLEN], target[INET6_ADDRSTRLEN];
    unsigned port, target_port, count;
    Address from, to;
    if (sscanf(line, "add %7s %45s %u %45s %u %u", word, host, &port, target, &target_port, &count) != 6
        || protocol_of(word) == 0 || !parse(&from, host, port, 0) || !parse(&to, target, target_port, 0)
        || count < 1 || port < 1 || port + count > 65536 || target_port + count > 65536) {
        refuse(batch, EINVAL, "order", "-", 0);
        return;
    }
    for (unsigned i = 0; i < count && (batch->reset || batch->error == 0); i++) {
        parse(&from, host, port + i, 0);
        parse(&to, target, target_port + i, 0);
        Port *opened = open_port(protocol_of(word), &from, &to);
        if (opened == NULL) {
            if (errno != 0) {
                refuse(batch, errno, word, host, port + i);
            }
            continue;
        }
        if (batch->count == batch->room) {
            batch->room = batch->room == 0 ? 64 : 2 * batch->room;
            batch->added = realloc(batch->added, batch->room * sizeof *batch->added);
            if (batch->added == NULL) {
                abort();
            }
        }
        batch->added[batch->count++] = opened;
    }
}

static void delete(Batch *batch, const char *line) {
    char word[8], host[INET6_ADDRSTRLEN];
    unsigned port, count;
    Address from;
    if (sscanf(line, "del %7s %45s %u %u", word, host, &port, &count) != 4 || protocol_of(word) == 0
        || !parse(&from, host, port, 0) || port + count > 65536) {
        refuse(batch, EINVAL, "order", "-", 0);
        return;
    }
    for (unsigned i = 0; i < count; i++) {
        parse(&from, host, port + i, 0);
        Port *known = find_port(protocol_of(word), &from);
        if (known != NULL) {
            remove_port(known);
        }
    }
}

static void each_line(Batch *batch, char *text, const char *verb, void (*action)(Batch *, const char *)) {
    for (char *line = text; *line != '\0';) {
        char *end = strchr(line, '\n');
        *end = '\0';
        if (strncmp(line, verb, strlen(verb)) == 0) {
            action(batch, line);
        }
        *end = '\n';
        line = end + 1;
    }
}

static void program(Batch *batch, const char *line) {
    snprintf(batch->program, sizeof batch->program, "%s", line + strlen("exec "));
}

static void reset(Batch *batch, const char *line) {
    (void)line;
    batch->reset = true;
}

static void check(Batch *batch, const char *line) {
    (void)line;
    batch->check = true;
}

/* What goes makes room for what comes: the same port may be of another address from now on. */
static void keep(Batch *batch, const char *line) {
    char word[8], host[INET6_ADDRSTRLEN], target[INET6_ADDRSTRLEN];
    unsigned port, target_port, count;
    Address from, to;
    if (sscanf(line, "add %7s %45s %u %45s %u %u", word, host, &port, target, &target_port, &count) == 6) {
        for (unsigned i = 0; i < count && port + i < 65536; i++) {
            Port *known = parse(&from, host, port + i, 0) ? find_port(protocol_of(word), &from) : NULL;
            if (known != NULL) {
                known->kept = true;
                batch->right += parse(&to, target, target_port + i, 0) && same(&known->target, &to);
            }
        }
    }
}

static unsigned count_ports(char *text) {
    unsigned sum = 0;
    for (char *line = strstr(text, "add "); line != NULL; line = strstr(line + 1, "\nadd ")) {
        unsigned count = 0;
        sscanf(line[0] == '\n' ? line + 1 : line, "add %*s %*s %*u %*s %*u %u", &count);
        sum += count;
    }
    return sum;
}

static void carry_out(Client *client, char *text) {
    Batch batch = {0};
    each_line(&batch, text, "reset", reset);
    each_line(&batch, text, "check", check);
    each_line(&batch, text, "exec ", program);
    if (batch.program[0] != '\0') {
        batch.error = take_over(batch.program, client->fd);
        snprintf(batch.what, sizeof batch.what, "exec - 0");
    } else if (batch.check) {
        unsigned wanted = count_ports(text);
        each_line(&batch, text, "add ", keep);
        if (wanted != port_count || batch.right != port_count) {
            refuse(&batch, ENOENT, "check", "-", 0);
        }
    } else {
        each_line(&batch, text, "del ", delete);
        if (batch.reset) {
            each_port(forget_kept);
            each_line(&batch, text, "add ", keep);
            each_port(remove_unkept);
        }
        each_line(&batch, text, "add ", add);
        for (size_t i = 0; batch.error != 0 && !batch.reset && i < batch.count; i++) {
            remove_port(batch.added[i]);
        }
        free(batch.added);
        done = port_count == 0;
        if (done) {
            unlink(socket_path); /* before the answer: the next relay makes its own */
        }
    }
    if (batch.error == 0) {
        say_ok(client->fd);
    } else {
        char line[2 * LINE];
        snprintf(line, sizeof line, "error %d %s\n", batch.error, batch.what);
        answer(client->fd, line);
    }
}

static void take_orders(Client *client) {
    if (client->room - client->length < LINE) {
        client->room = client->room == 0 ? 8192 : 2 * client->room;
        client->text = realloc(client->text, client->room);
        if (client->text == NULL) {
            abort();
        }
    }
    ssize_t size = recv(client->fd, client->text + client->length, client->room - client->length - 1, 0);
    if (size <= 0) {
        if (size == 0 || (errno != EAGAIN && errno != EINTR)) {
            close_client(client);
        }
        return;
    }
    client->length += (size_t)size;
    client->text[client->length] = '\0';
    char *end;
    while (!done && (end = strncmp(client->text, ".\n", 2) == 0 ? client->text
                                                              : strstr(client->text, "\n.\n")) != NULL) {
        char *rest = end == client->text ? end + 2 : end + 3;
        if (end != client->text) {
            end++;
        }
        *end = '\0';
        carry_out(client, client->text);
        client->length -= (size_t)(rest - client->text);
        memmove(client->text, rest, client->length + 1);
    }
}

static void add_client(int fd) {
    for (size_t i = 0; i < sizeof clients / sizeof *clients; i++) {
        if (clients[i] == NULL) {
            clients[i] = allocate(sizeof **clients);
            clients[i]->kind = CLIENT;
            clients[i]->fd = fd;
            if (!watch(fd, EPOLLIN, clients[i])) {
                close_client(clients[i]);
            }
            return;
        }
    }
    close(fd);
}

/* ---- start and loop ---- */

static void sweep(void) {
    while (garbage != NULL) {
        Connection *next = garbage->garbage;
        free(garbage);
        garbage = next;
    }
    while (gone != NULL) {
        Session *next = gone->next;
        free(gone);
        gone = next;
    }
    for (size_t i = 0; i < sizeof clients / sizeof *clients; i++) {
        if (clients[i] != NULL && clients[i]->dead) {
            free(clients[i]->text);
            free(clients[i]);
            clients[i] = NULL;
        }
    }
}

static Kind kind_of(const struct epoll_event *event) {
    return *(Kind *)event->data.ptr;
}

static void handle(struct epoll_event *event) {
    void *what = event->data.ptr;
    switch (kind_of(event)) {
    case PORT: {
        Port *port = what;
        if (port->protocol == IPPROTO_TCP) {
            accept_from(port);
        } else {
            receive_from(port);
        }
        break;
    }
    case END:
        run(((End *)what)->connection);
        break;
    case SESSION:
        replies_to(what);
        break;
    case CONTROL:
    case CLIENT:
        break;
    }
}

static void handle_order(struct epoll_event *event) {
    if (kind_of(event) == CONTROL) {
        int fd = accept4(control, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (fd >= 0) {
            add_client(fd);
        }
    } else if (kind_of(event) == CLIENT) {
        Client *client = event->data.ptr;
        if (!client->dead) {
            take_orders(client);
        }
    }
}

static void serve(void) {
    static Kind control_kind = CONTROL;
    time_t started = now();
    watch(control, EPOLLIN, &control_kind);
    while (!done) {
        struct epoll_event events[128];
        int wait = ready.next != &ready ? 0 : session_count > 0 || port_count == 0 ? 1000 : -1;
        int count = epoll_wait(epoll, events, sizeof events / sizeof *events, wait);
        for (int i = 0; i < count; i++) {
            if (kind_of(&events[i]) != CONTROL && kind_of(&events[i]) != CLIENT) {
                handle(&events[i]);
            }
        }
        Link turn = {&turn, &turn}; /* those that were ready before this round */
        while (ready.next != &ready) {
            Link *first = ready.next;
            unlink_from(first);
            append(&turn, first);
        }
        while (turn.next != &turn) {
            run(OF(turn.next, Connection, ready));
        }
        expire();
        for (int i = 0; i < count; i++) { /* last: a port that goes has no event behind it */
            if (kind_of(&events[i]) == CONTROL || kind_of(&events[i]) == CLIENT) {
                handle_order(&events[i]);
            }
        }
        sweep();
        if (port_count == 0 && now() - started > FIRST_ORDER_SECONDS) {
            unlink(socket_path);
            done = true;
        }
    }
}

/* It only ever binds ports; a process that takes it over gains no other right. */
static void drop_privileges(void) {
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct data[2] = {{0}};
    uint32_t kept = 1u << CAP_NET_BIND_SERVICE | 1u << CAP_SYS_RESOURCE;
    data[0].effective = data[0].permitted = kept;
    syscall(SYS_capset, &header, data);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

static void raise_limit(void) {
    unsigned long most = 1 << 20;
    FILE *file = fopen("/proc/sys/fs/nr_open", "re");
    if (file != NULL) {
        if (fscanf(file, "%lu", &most) != 1) {
            most = 1 << 20;
        }
        fclose(file);
    }
    struct rlimit limit = {most, most};
    if (setrlimit(RLIMIT_NOFILE, &limit) < 0 && getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

static bool start(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        fprintf(stderr, "naru-relay: the path is too long: %s\n", path);
        return false;
    }
    strcpy(address.sun_path, path);
    strcpy(socket_path, path);
    unlink(path);
    umask(077);
    control = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (control < 0 || bind(control, (struct sockaddr *)&address, sizeof address) < 0
        || listen(control, 4) < 0) {
        perror("naru-relay");
        return false;
    }
    return true;
}

static bool restore_half(Half *half, const char **text) {
    int ended, shut, used;
    if (sscanf(*text, " %d %d %zu %d %d%n", &half->in, &half->out, &half->held, &ended, &shut, &used) != 5) {
        return false;
    }
    half->ended = ended;
    half->shut = shut;
    *text += used;
    inherit(half->in, false);
    inherit(half->out, false);
    return true;
}

static bool restore_line(const char *line, Port **port, int *asking) {
    char host[INET6_ADDRSTRLEN], target[INET6_ADDRSTRLEN];
    int fd, other, flag, protocol, used;
    unsigned number, target_number, scope, interface;
    Address from, to;
    struct in6_addr local;
    if (sscanf(line, "control %d %107s", &control, socket_path) == 2) {
        inherit(control, false);
    } else if (sscanf(line, "asking %d", asking) == 1) {
        return true;
    } else if (sscanf(line, "client %d", &fd) == 1) {
        inherit(fd, false);
        add_client(fd);
    } else if (sscanf(line, "port %d %d %45s %u %45s %u", &fd, &protocol, host, &number, target,
                      &target_number) == 6) {
        inherit(fd, false);
        if (!parse(&from, host, number, 0) || !parse(&to, target, target_number, 0)) {
            return false;
        }
        *port = new_port(fd, protocol, &from, &to);
        return watch(fd, EPOLLIN, *port);
    } else if (*port != NULL && sscanf(line, "tcp %d %d %d%n", &fd, &other, &flag, &used) == 3) {
        inherit(fd, false);
        inherit(other, false);
        Connection *connection = new_connection(*port, fd, other);
        connection->connecting = flag;
        line += used;
        if (!restore_half(&connection->up, &line) || !restore_half(&connection->down, &line)) {
            return false;
        }
        watch_connection(connection);
        append(&ready, &connection->ready);
    } else if (*port != NULL
               && sscanf(line, "udp %d %45s %u %u %45s %u %d", &fd, host, &number, &scope, target,
                         &interface, &flag) == 7) {
        inherit(fd, false);
        if (!parse(&from, host, number, scope) || inet_pton(AF_INET6, target, &local) != 1) {
            return false;
        }
        Session *session = new_session(*port, fd, &from, &local, interface);
        session->replied = flag;
        touch(session);
        return watch(fd, EPOLLIN, session);
    } else {
        return strcmp(line, "end\n") == 0;
    }
    return true;
}

/* What cannot be read is another format: the daemon starts a relay anew. */
static bool resume(int memory, int *asking) {
    FILE *file = fdopen(memory, "r");
    char line[LINE];
    int version;
    Port *port = NULL;
    bool ok = file != NULL && fgets(line, sizeof line, file) != NULL
        && sscanf(line, "naru-relay %d", &version) == 1 && version == STATE_VERSION;
    while (ok && fgets(line, sizeof line, file) != NULL) {
        ok = restore_line(line, &port, asking);
    }
    if (file != NULL) {
        fclose(file);
    }
    return ok && control >= 0;
}

int main(int count, char **arguments) {
    signal(SIGPIPE, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    raise_limit();
    drop_privileges();
    setsid();
    epoll = epoll_create1(EPOLL_CLOEXEC);
    spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
    int asking = -1;
    if (count == 4 && strcmp(arguments[2], "--state") == 0) {
        if (!resume(atoi(arguments[3]), &asking)) {
            fprintf(stderr, "naru-relay: cannot go on with what another build has left\n");
            return 1;
        }
        say_ok(asking);
    } else if (count != 2) {
        fprintf(stderr, "usage: naru-relay SOCKET\n");
        return 2;
    } else if (!start(arguments[1])) {
        return 1;
    }
    serve();
    return 0;
}
