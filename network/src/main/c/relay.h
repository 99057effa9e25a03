/*
 * naru-relay: carries connections between address families, where the kernel cannot translate.
 *
 *   naru-relay SOCKET               accepts orders at a Unix socket
 *   naru-relay SOCKET --state FD    continues with the state of another build (replace.c)
 *
 * One process serves all published ports of a host whose host address and container address are of
 * different families. It outlives the daemon that started it, and ends with its last port.
 *
 *   main.c       start, privileges, the event loop
 *   orders.c     the orders of the daemon: which ports are served
 *   ports.c      the listening sockets
 *   stream.c     connections of TCP and SCTP: accept, connect, end
 *   splice.c     one direction of a TCP connection
 *   sctp.c       one direction of an SCTP association
 *   udp.c        sessions of UDP
 *   icmp.c       port unreachable, for clients of a closed UDP port
 *   replace.c    replacement by another build, which keeps all sockets
 *   support.c    lists, addresses, epoll
 */
#ifndef RELAY_H
#define RELAY_H

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    BUCKETS = 1 << 14,
    MAX_CLIENTS = 16,
    LINE = 512,
};

struct epoll_event;

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
    int fd, protocol;
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

/* A message of SCTP that is not complete yet or cannot be sent yet. */
typedef struct {
    char *bytes;
    size_t room;
    uint16_t stream, flags;
    uint32_t payload; /* the protocol identifier, as on the wire */
    bool whole;
    int saved; /* a file with the bytes during a replacement; -1 for none */
} Message;

/* One direction of a connection. */
typedef struct {
    int in, out; /* TCP: the ends of a pipe, which is held only while bytes are in it; -1 for none */
    Message *message; /* SCTP: NULL for none */
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

/* A connection of the daemon. */
typedef struct {
    Kind kind;
    int fd;
    char *text;
    size_t length, room;
    bool dead;
} Client;

typedef enum { IDLE, MOVED, BROKEN } Progress;

/* main.c */
extern int control, spare;
extern char socket_path[108];
extern bool done;

/* support.c */
#define OF(link, type, member) ((type *)((char *)(link) - offsetof(type, member)))

void unlink_from(Link *link);
void append(Link *list, Link *link);
void *allocate(size_t size);
void *resize(void *memory, size_t size);
time_t now(void);
socklen_t size_of(const Address *address);
bool same(const Address *a, const Address *b);
uint32_t mix(uint32_t hash, const void *bytes, size_t size);
uint32_t hash_of(uint32_t hash, const Address *address);
bool parse(Address *address, const char *text, unsigned port, unsigned scope);
const char *text_of(const Address *address, char *text);
unsigned port_of(const Address *address);
unsigned scope_of(const Address *address);
void set(int fd, int level, int option, int value);
void create_epoll(void);
bool watch(int fd, uint32_t events, void *what);
int wait_for(struct epoll_event *events, int count, int milliseconds);

/* splice.c */
Progress splice_half(Half *half, int from, int to);
void give_pipe(Half *half);

/* sctp.c */
void prepare_listener(int fd);
void prepare_association(int client, int server, const Address *target);
Progress forward_messages(Half *half, int from, int to);
void give_message(Half *half);
void discard_received(int fd);
void save_message(Half *half, bool saving, FILE *state);
bool restore_message(Half *half, const char **text);

/* stream.c */
extern Link ready;
void accept_from(Port *port);
Connection *new_connection(Port *port, int client, int server);
void watch_connection(Connection *connection);
void run(Connection *connection);
void run_ready(void);
void end_connection(Connection *connection, bool abruptly);
void free_ended_connections(void);

/* udp.c */
extern unsigned session_count;
void receive_from(Port *port);
void replies_to(Session *session);
Session *new_session(
    Port *port, int fd, const Address *client, const struct in6_addr *local, unsigned interface);
void touch(Session *session);
void expire_sessions(void);
void end_session(Session *session);
void free_ended_sessions(void);

/* icmp.c */
extern int icmp4, icmp6;
void open_icmp(void);
void send_port_unreachable(const Session *session);

/* ports.c */
extern unsigned port_count;
Port *find_port(int protocol, const Address *host);
Port *new_port(int fd, int protocol, const Address *host, const Address *target);
Port *open_port(int protocol, const Address *host, const Address *target);
void remove_port(Port *port);
void each_port(void (*action)(Port *));

/* orders.c */
extern Client *clients[MAX_CLIENTS];
void add_client(int fd);
void take_orders(Client *client);
void answer_ok(int fd);
void free_ended_clients(void);

/* replace.c */
int replace_by(const char *program, int requester);
bool resume(int memory, int *requester);

#endif
