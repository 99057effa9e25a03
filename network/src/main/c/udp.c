/*
 * Sessions of UDP. Each client has a connected socket of its own towards the container, and replies
 * come from the address that the client has sent to.
 */
#include "relay.h"

#include <sys/epoll.h>

enum {
    MAX_DATAGRAMS = 64, /* a wake-up */
    MAX_SESSIONS = 16384,
};
static const time_t UDP_FIRST_SECONDS = 30; /* as conntrack's defaults: no reply so far */
static const time_t UDP_STREAM_SECONDS = 120;

unsigned session_count;
static Session *sessions[BUCKETS];
static Link fresh = {&fresh, &fresh}, streams = {&streams, &streams};
static Session *ended_sessions;

static Session **bucket_of(const Port *port, const Address *client, const struct in6_addr *local) {
    uint32_t hash = mix(hash_of(2166136261u, client), local, sizeof *local);
    hash = mix(hash, &port, sizeof port);
    return &sessions[hash % BUCKETS];
}

void end_session(Session *session) {
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
    session->next = ended_sessions;
    ended_sessions = session;
}

void touch(Session *session) {
    session->used = now();
    unlink_from(&session->age);
    append(session->replied ? &streams : &fresh, &session->age);
}

void expire_sessions(void) {
    time_t time = now();
    while (fresh.next != &fresh && OF(fresh.next, Session, age)->used + UDP_FIRST_SECONDS <= time) {
        end_session(OF(fresh.next, Session, age));
    }
    while (streams.next != &streams
           && OF(streams.next, Session, age)->used + UDP_STREAM_SECONDS <= time) {
        end_session(OF(streams.next, Session, age));
    }
}

/* Sessions without a reply are ended first. */
static void make_room(void) {
    if (session_count >= MAX_SESSIONS) {
        Link *oldest = fresh.next != &fresh ? fresh.next : streams.next;
        end_session(OF(oldest, Session, age));
    }
}

Session *new_session(
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

void receive_from(Port *port) {
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
            send_port_unreachable(session);
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

void replies_to(Session *session) {
    for (int i = 0; i < MAX_DATAGRAMS && !session->dead; i++) {
        ssize_t size = recv(session->fd, datagram, sizeof datagram, 0);
        if (size < 0) {
            if (errno == ECONNREFUSED) { /* the session stays: the container may listen later */
                send_port_unreachable(session);
                continue;
            }
            if (errno == EINTR) {
                continue;
            }
            return;
        }
        session->replied = true;
        touch(session);
        reply(session, (size_t)size);
    }
}

void free_ended_sessions(void) {
    while (ended_sessions != NULL) {
        Session *next = ended_sessions->next;
        free(ended_sessions);
        ended_sessions = next;
    }
}
