/* Lists, addresses and epoll. */
#include "relay.h"

#include <sys/epoll.h>

static int epoll = -1;

void unlink_from(Link *link) {
    link->previous->next = link->next;
    link->next->previous = link->previous;
    link->previous = link->next = link;
}

void append(Link *list, Link *link) {
    link->previous = list->previous;
    link->next = list;
    list->previous->next = link;
    list->previous = link;
}

void *allocate(size_t size) {
    void *memory = calloc(1, size);
    if (memory == NULL) {
        abort(); /* the daemon starts another one */
    }
    return memory;
}

void *resize(void *memory, size_t size) {
    memory = realloc(memory, size);
    if (memory == NULL) {
        abort();
    }
    return memory;
}

time_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec;
}

socklen_t size_of(const Address *address) {
    return address->any.sa_family == AF_INET ? sizeof address->v4 : sizeof address->v6;
}

bool same(const Address *a, const Address *b) {
    if (a->any.sa_family != b->any.sa_family) {
        return false;
    }
    if (a->any.sa_family == AF_INET) {
        return a->v4.sin_port == b->v4.sin_port && a->v4.sin_addr.s_addr == b->v4.sin_addr.s_addr;
    }
    return a->v6.sin6_port == b->v6.sin6_port && a->v6.sin6_scope_id == b->v6.sin6_scope_id
        && memcmp(&a->v6.sin6_addr, &b->v6.sin6_addr, sizeof a->v6.sin6_addr) == 0;
}

uint32_t mix(uint32_t hash, const void *bytes, size_t size) {
    for (const uint8_t *byte = bytes; size > 0; byte++, size--) {
        hash = (hash ^ *byte) * 16777619u; /* FNV-1a */
    }
    return hash;
}

uint32_t hash_of(uint32_t hash, const Address *address) {
    if (address->any.sa_family == AF_INET) {
        hash = mix(hash, &address->v4.sin_port, sizeof address->v4.sin_port);
        return mix(hash, &address->v4.sin_addr, sizeof address->v4.sin_addr);
    }
    hash = mix(hash, &address->v6.sin6_port, sizeof address->v6.sin6_port);
    return mix(hash, &address->v6.sin6_addr, sizeof address->v6.sin6_addr);
}

bool parse(Address *address, const char *text, unsigned port, unsigned scope) {
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

const char *text_of(const Address *address, char *text) {
    return address->any.sa_family == AF_INET
        ? inet_ntop(AF_INET, &address->v4.sin_addr, text, INET6_ADDRSTRLEN)
        : inet_ntop(AF_INET6, &address->v6.sin6_addr, text, INET6_ADDRSTRLEN);
}

unsigned port_of(const Address *address) {
    return ntohs(address->any.sa_family == AF_INET ? address->v4.sin_port : address->v6.sin6_port);
}

unsigned scope_of(const Address *address) {
    return address->any.sa_family == AF_INET ? 0 : address->v6.sin6_scope_id;
}

void set(int fd, int level, int option, int value) {
    setsockopt(fd, level, option, &value, sizeof value); /* the default is usable where it fails */
}

bool watch(int fd, uint32_t events, void *what) {
    struct epoll_event event = {.events = events, .data.ptr = what};
    return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0;
}

void create_epoll(void) {
    epoll = epoll_create1(EPOLL_CLOEXEC);
}

int wait_for(struct epoll_event *events, int count, int milliseconds) {
    return epoll_wait(epoll, events, count, milliseconds);
}
