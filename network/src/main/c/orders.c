/*
 * The orders of the daemon. They are lines; "." executes them and is answered by one line:
 *
 *   del PROTOCOL ADDRESS PORT COUNT                    ends the connections of the ports, too
 *   add PROTOCOL ADDRESS PORT TARGET TARGETPORT COUNT  COUNT neighbouring ports
 *   reset                                              removes all ports that the batch does not add
 *   check                                              whether "reset" would change nothing
 *   exec PROGRAM                                       another build takes over, connections stay
 *
 *   ok PID PORTS
 *   error ERRNO PROTOCOL ADDRESS PORT
 *
 * A batch without "reset" adds all of its ports or none.
 */
#include "relay.h"

#include <sys/epoll.h>

Client *clients[MAX_CLIENTS];

static void answer(int fd, const char *line) {
    send(fd, line, strlen(line), MSG_NOSIGNAL | MSG_DONTWAIT); /* a client that has gone needs none */
}

void answer_ok(int fd) {
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
    return strcmp(word, "tcp") == 0    ? IPPROTO_TCP
           : strcmp(word, "udp") == 0  ? IPPROTO_UDP
           : strcmp(word, "sctp") == 0 ? IPPROTO_SCTP
                                       : 0;
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
            batch->added = resize(batch->added, batch->room * sizeof *batch->added);
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

/* Ports are removed before others are added: the same port may have another address afterwards. */
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

static void forget_kept(Port *port) {
    port->kept = false;
}

static void remove_unkept(Port *port) {
    if (!port->kept) {
        remove_port(port);
    }
}

static void carry_out(Client *client, char *text) {
    Batch batch = {0};
    each_line(&batch, text, "reset", reset);
    each_line(&batch, text, "check", check);
    each_line(&batch, text, "exec ", program);
    if (batch.program[0] != '\0') {
        batch.error = replace_by(batch.program, client->fd);
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
        answer_ok(client->fd);
    } else {
        char line[2 * LINE];
        snprintf(line, sizeof line, "error %d %s\n", batch.error, batch.what);
        answer(client->fd, line);
    }
}

void take_orders(Client *client) {
    if (client->room - client->length < LINE) {
        client->room = client->room == 0 ? 8192 : 2 * client->room;
        client->text = resize(client->text, client->room);
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

void add_client(int fd) {
    for (size_t i = 0; i < MAX_CLIENTS; i++) {
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

void free_ended_clients(void) {
    for (size_t i = 0; i < MAX_CLIENTS; i++) {
        if (clients[i] != NULL && clients[i]->dead) {
            free(clients[i]->text);
            free(clients[i]);
            clients[i] = NULL;
        }
    }
}
