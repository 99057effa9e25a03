/* Connections of TCP and SCTP: each client that is accepted gets a connection to the container. */
#include "relay.h"

#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>

enum {
    MAX_ACCEPTED = 64, /* a wake-up, so that one port does not starve the others */
    MAX_ROUNDS = 16,
};

Link ready = {&ready, &ready};
static Connection *ended_connections;

static void reset_on_close(int fd) {
    struct linger linger = {.l_onoff = 1, .l_linger = 0};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
}

/* Resets both sides if "abruptly", which is the case unless both directions have ended. */
void end_connection(Connection *connection, bool abruptly) {
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
    give_message(&connection->up);
    give_message(&connection->down);
    unlink_from(&connection->link);
    unlink_from(&connection->ready);
    connection->garbage = ended_connections;
    ended_connections = connection;
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

static Progress forward(const Connection *connection, Half *half, int from, int to) {
    return connection->port->protocol == IPPROTO_SCTP ? forward_messages(half, from, to)
                                                      : splice_half(half, from, to);
}

static bool is_over(const Connection *connection) {
    bool up = connection->up.shut, down = connection->down.shut;
    if (connection->port->protocol != IPPROTO_SCTP) {
        return up && down;
    }
    if (up || down) {
        discard_received(connection->client.fd);
        discard_received(connection->server.fd);
    }
    return up || down;
}

void run(Connection *connection) {
    unlink_from(&connection->ready);
    if (connection->dead || (connection->connecting && !connected(connection))) {
        return;
    }
    for (int round = 0; round < MAX_ROUNDS; round++) {
        Progress up = forward(connection, &connection->up, connection->client.fd, connection->server.fd);
        Progress down = forward(connection, &connection->down, connection->server.fd, connection->client.fd);
        if (up == BROKEN || down == BROKEN) {
            end_connection(connection, true);
            return;
        }
        if (is_over(connection)) {
            end_connection(connection, false);
            return;
        }
        if (up == IDLE && down == IDLE) {
            return; /* until the next event */
        }
    }
    append(&ready, &connection->ready);
}

Connection *new_connection(Port *port, int client, int server) {
    Connection *connection = allocate(sizeof *connection);
    connection->client = (End){END, client, connection};
    connection->server = (End){END, server, connection};
    connection->up = connection->down = (Half){.in = -1, .out = -1};
    connection->port = port;
    append(&port->connections, &connection->link);
    connection->ready.previous = connection->ready.next = &connection->ready;
    return connection;
}

void watch_connection(Connection *connection) {
    uint32_t events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
    if (!watch(connection->client.fd, events, &connection->client)
        || !watch(connection->server.fd, events, &connection->server)) {
        end_connection(connection, true);
    }
}

static void keep_alive(int fd) {
    set(fd, IPPROTO_TCP, TCP_NODELAY, 1);
    set(fd, SOL_SOCKET, SO_KEEPALIVE, 1); /* finds clients that vanished */
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

void accept_from(Port *port) {
    for (int i = 0; i < MAX_ACCEPTED; i++) {
        int client = accept4(port->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (client < 0) {
            if (errno == EMFILE || errno == ENFILE) {
                shed(port);
            }
            return; /* EAGAIN, or a client that gave up */
        }
        int type = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
        int server = socket(port->target.any.sa_family, type, port->protocol);
        if (server < 0) {
            reset_on_close(client);
            close(client);
            continue;
        }
        if (port->protocol == IPPROTO_SCTP) {
            prepare_association(client, server, &port->target);
        } else {
            keep_alive(client);
            keep_alive(server);
        }
        Connection *connection = new_connection(port, client, server);
        if (connect(server, &port->target.any, size_of(&port->target)) < 0 && errno != EINPROGRESS) {
            end_connection(connection, true);
            continue;
        }
        connection->connecting = true;
        watch_connection(connection);
    }
}

/* Continues with the connections that had more to move than one round allows. */
void run_ready(void) {
    Link turn = {&turn, &turn}; /* those that were ready before this round */
    while (ready.next != &ready) {
        Link *first = ready.next;
        unlink_from(first);
        append(&turn, first);
    }
    while (turn.next != &turn) {
        run(OF(turn.next, Connection, ready));
    }
}

void free_ended_connections(void) {
    while (ended_connections != NULL) {
        Connection *next = ended_connections->garbage;
        free(ended_connections);
        ended_connections = next;
    }
}
