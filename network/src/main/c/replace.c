/*
 * Replacement by another build of this program. It inherits all sockets and reads from a file in
 * memory what they are; connections and sessions continue.
 */
#include "relay.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/mman.h>

enum { STATE_VERSION = 1 };

static void inherit(int fd, bool inherited) {
    if (fd >= 0) {
        fcntl(fd, F_SETFD, inherited ? 0 : FD_CLOEXEC);
    }
}

static FILE *state;
static bool inheriting;

static void state_of_half(Half *half, bool messages) {
    inherit(half->in, inheriting);
    inherit(half->out, inheriting);
    if (inheriting) {
        fprintf(state, " %d %d %zu %d %d", half->in, half->out, half->held, half->ended, half->shut);
    }
    if (messages) {
        save_message(half, inheriting, state);
    }
}

static void state_of_connection(Connection *one) {
    inherit(one->client.fd, inheriting);
    inherit(one->server.fd, inheriting);
    bool messages = one->port->protocol == IPPROTO_SCTP;
    if (inheriting) {
        fprintf(state, "%s %d %d %d", messages ? "sctp" : "tcp", one->client.fd, one->server.fd, one->connecting);
    }
    state_of_half(&one->up, messages);
    state_of_half(&one->down, messages);
    if (inheriting) {
        fprintf(state, "\n");
    }
}

static void state_of_session(const Session *one) {
    inherit(one->fd, inheriting);
    if (inheriting) {
        char client[INET6_ADDRSTRLEN], local[INET6_ADDRSTRLEN];
        inet_ntop(AF_INET6, &one->local, local, sizeof local);
        fprintf(state, "udp %d %s %u %u %s %u %d\n", one->fd, text_of(&one->client, client),
                port_of(&one->client), scope_of(&one->client), local, one->interface, one->replied);
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
        if (port->protocol == IPPROTO_UDP) {
            state_of_session(OF(link, Session, link));
        } else {
            state_of_connection(OF(link, Connection, link));
        }
    }
}

static void each_descriptor(void) {
    inherit(control, inheriting);
    inherit(icmp4, inheriting);
    inherit(icmp6, inheriting);
    if (inheriting) {
        fprintf(state, "icmp %d %d\n", icmp4, icmp6);
    }
    for (size_t i = 0; i < MAX_CLIENTS; i++) {
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
int replace_by(const char *program, int requester) {
    int memory = memfd_create("naru-relay", 0);
    if (memory < 0) {
        return errno;
    }
    state = fdopen(memory, "w+");
    fprintf(state, "naru-relay %d\ncontrol %d %s\nasking %d\n", STATE_VERSION, control, socket_path,
            requester);
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

static bool restore_half(Half *half, bool messages, const char **text) {
    int ended, shut, used;
    if (sscanf(*text, " %d %d %zu %d %d%n", &half->in, &half->out, &half->held, &ended, &shut, &used) != 5) {
        return false;
    }
    half->ended = ended;
    half->shut = shut;
    *text += used;
    inherit(half->in, false);
    inherit(half->out, false);
    return !messages || restore_message(half, text);
}

static bool restore_line(const char *line, Port **port, int *requester) {
    char host[INET6_ADDRSTRLEN], target[INET6_ADDRSTRLEN];
    int fd, other, flag, protocol, used;
    unsigned number, target_number, scope, interface;
    Address from, to;
    struct in6_addr local;
    if (sscanf(line, "control %d %107s", &control, socket_path) == 2) {
        inherit(control, false);
    } else if (sscanf(line, "asking %d", requester) == 1) {
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
    } else if (sscanf(line, "icmp %d %d", &icmp4, &icmp6) == 2) {
        inherit(icmp4, false);
        inherit(icmp6, false);
    } else if (*port != NULL
               && (sscanf(line, "tcp %d %d %d%n", &fd, &other, &flag, &used) == 3
                   || sscanf(line, "sctp %d %d %d%n", &fd, &other, &flag, &used) == 3)) {
        inherit(fd, false);
        inherit(other, false);
        Connection *connection = new_connection(*port, fd, other);
        connection->connecting = flag;
        line += used;
        bool messages = (*port)->protocol == IPPROTO_SCTP;
        if (!restore_half(&connection->up, messages, &line)
            || !restore_half(&connection->down, messages, &line)) {
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

/* A state that cannot be read has another format; the daemon then starts a new relay. */
bool resume(int memory, int *requester) {
    FILE *file = fdopen(memory, "r");
    char line[LINE];
    int version;
    Port *port = NULL;
    bool ok = file != NULL && fgets(line, sizeof line, file) != NULL
        && sscanf(line, "naru-relay %d", &version) == 1 && version == STATE_VERSION;
    while (ok && fgets(line, sizeof line, file) != NULL) {
        ok = restore_line(line, &port, requester);
    }
    if (file != NULL) {
        fclose(file);
    }
    return ok && control >= 0;
}
