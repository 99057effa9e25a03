/* Start, privileges and the event loop. */
#include "relay.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>

static const time_t FIRST_ORDER_SECONDS = 30; /* a relay without ports ends after that */

int control = -1, spare = -1;
char socket_path[sizeof(((struct sockaddr_un *)0)->sun_path)];
bool done;

/* Events of a round may still name what ended in it, so memory is freed at the end of the round. */
static void free_ended(void) {
    free_ended_connections();
    free_ended_sessions();
    free_ended_clients();
}

static Kind kind_of(const struct epoll_event *event) {
    return *(Kind *)event->data.ptr;
}

static void handle(struct epoll_event *event) {
    void *what = event->data.ptr;
    switch (kind_of(event)) {
    case PORT: {
        Port *port = what;
        if (port->protocol == IPPROTO_UDP) {
            receive_from(port);
        } else {
            accept_from(port);
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
        int count = wait_for(events, sizeof events / sizeof *events, wait);
        for (int i = 0; i < count; i++) {
            if (kind_of(&events[i]) != CONTROL && kind_of(&events[i]) != CLIENT) {
                handle(&events[i]);
            }
        }
        run_ready();
        expire_sessions();
        for (int i = 0; i < count; i++) { /* last: no event of a removed port follows */
            if (kind_of(&events[i]) == CONTROL || kind_of(&events[i]) == CLIENT) {
                handle_order(&events[i]);
            }
        }
        free_ended();
        if (port_count == 0 && now() - started > FIRST_ORDER_SECONDS) {
            unlink(socket_path);
            done = true;
        }
    }
}

/* Binding ports is the only privilege that is kept, so that a process that is taken over has no other. */
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

int main(int count, char **arguments) {
    signal(SIGPIPE, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    raise_limit();
    bool replaces = count == 4 && strcmp(arguments[2], "--state") == 0;
    if (!replaces) {
        open_icmp();
    }
    drop_privileges();
    setsid();
    create_epoll();
    spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
    int requester = -1;
    if (replaces) {
        if (!resume(atoi(arguments[3]), &requester)) {
            fprintf(stderr, "naru-relay: cannot read the state of another build\n");
            return 1;
        }
        answer_ok(requester);
    } else if (count != 2) {
        fprintf(stderr, "usage: naru-relay SOCKET\n");
        return 2;
    } else if (!start(arguments[1])) {
        return 1;
    }
    serve();
    return 0;
}
