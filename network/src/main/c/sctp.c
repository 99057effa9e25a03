/*
 * One direction of an SCTP association, by one-to-one sockets. Messages keep their boundaries, their
 * stream, their payload protocol identifier and whether they are ordered. Both associations get the
 * same number of streams.
 */
#include "relay.h"

#include <fcntl.h>
#include <linux/sctp.h>
#include <sys/mman.h>

enum {
    MAX_STREAMS = 1024,    /* towards a client; fewer if the client accepts fewer */
    MAX_MESSAGE = 1 << 20, /* more than a sender's default buffer allows */
};

static char received[1 << 16];

void prepare_listener(int fd) {
    struct sctp_initmsg init = {.sinit_num_ostreams = MAX_STREAMS};
    setsockopt(fd, IPPROTO_SCTP, SCTP_INITMSG, &init, sizeof init);
}

/* An association of one path: unbound, the socket would offer all addresses of the host. */
static void bind_source(int server, const Address *target) {
    Address source;
    socklen_t size = sizeof source;
    int probe = socket(target->any.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (connect(probe, &target->any, size_of(target)) == 0
        && getsockname(probe, &source.any, &size) == 0) {
        if (source.any.sa_family == AF_INET) {
            source.v4.sin_port = 0;
        } else {
            source.v6.sin6_port = 0;
        }
        bind(server, &source.any, size);
    }
    close(probe);
}

void prepare_association(int client, int server, const Address *target) {
    struct sctp_status status;
    socklen_t size = sizeof status;
    if (getsockopt(client, IPPROTO_SCTP, SCTP_STATUS, &status, &size) == 0) {
        struct sctp_initmsg init = {.sinit_num_ostreams = status.sstat_instrms,
                                    .sinit_max_instreams = status.sstat_outstrms};
        setsockopt(server, IPPROTO_SCTP, SCTP_INITMSG, &init, sizeof init);
    }
    int both[] = {client, server};
    for (int i = 0; i < 2; i++) {
        set(both[i], IPPROTO_SCTP, SCTP_NODELAY, 1);
        set(both[i], IPPROTO_SCTP, SCTP_RECVRCVINFO, 1);
        set(both[i], SOL_SOCKET, SO_SNDBUF, MAX_MESSAGE); /* as far as the host allows */
    }
    bind_source(server, target);
}

void give_message(Half *half) {
    if (half->message != NULL) {
        free(half->message->bytes);
        free(half->message);
        half->message = NULL;
        half->held = 0;
    }
}

static void hold(Half *half, size_t size) {
    if (half->message == NULL) {
        half->message = allocate(sizeof *half->message);
        half->message->saved = -1;
    }
    Message *message = half->message;
    if (half->held + size > message->room) {
        message->room = message->room == 0 ? size : 2 * (half->held + size);
        message->bytes = resize(message->bytes, message->room);
    }
    memcpy(message->bytes + half->held, received, size);
    half->held += size;
}

static Progress receive(Half *half, int from) {
    char about[128];
    struct iovec part = {received, sizeof received};
    struct msghdr header = {.msg_iov = &part, .msg_iovlen = 1,
                            .msg_control = about, .msg_controllen = sizeof about};
    ssize_t size = recvmsg(from, &header, 0);
    if (size == 0 || (size < 0 && errno == ENOTCONN)) {
        give_message(half); /* an incomplete one */
        half->ended = true;
        return MOVED;
    }
    if (size < 0) {
        return errno == EAGAIN || errno == EINTR ? IDLE : BROKEN;
    }
    if (half->held + (size_t)size > MAX_MESSAGE) {
        return BROKEN;
    }
    hold(half, (size_t)size);
    for (struct cmsghdr *c = CMSG_FIRSTHDR(&header); c != NULL; c = CMSG_NXTHDR(&header, c)) {
        if (c->cmsg_level == IPPROTO_SCTP && c->cmsg_type == SCTP_RCVINFO) {
            struct sctp_rcvinfo info;
            memcpy(&info, CMSG_DATA(c), sizeof info);
            half->message->stream = info.rcv_sid;
            half->message->flags = info.rcv_flags & SCTP_UNORDERED;
            half->message->payload = info.rcv_ppid;
        }
    }
    half->message->whole = (header.msg_flags & MSG_EOR) != 0;
    return MOVED;
}

static ssize_t send_message(const Message *message, size_t size, int to) {
    char about[CMSG_SPACE(sizeof(struct sctp_sndinfo))] = {0};
    struct iovec part = {message->bytes, size};
    struct msghdr header = {.msg_iov = &part, .msg_iovlen = 1,
                            .msg_control = about, .msg_controllen = sizeof about};
    struct sctp_sndinfo info = {.snd_sid = message->stream, .snd_flags = message->flags,
                                .snd_ppid = message->payload};
    struct cmsghdr *c = CMSG_FIRSTHDR(&header);
    c->cmsg_level = IPPROTO_SCTP;
    c->cmsg_type = SCTP_SNDINFO;
    c->cmsg_len = CMSG_LEN(sizeof info);
    memcpy(CMSG_DATA(c), &info, sizeof info);
    return sendmsg(to, &header, MSG_NOSIGNAL);
}

/*
 * SCTP has no half-closed associations: after the shutdown of one side, messages towards that side
 * are discarded, and those from it are delivered before the other side is closed.
 */
Progress forward_messages(Half *half, int from, int to) {
    Progress progress = IDLE;
    if (!half->ended && (half->message == NULL || !half->message->whole)) {
        progress = receive(half, from);
        if (progress == BROKEN) {
            return BROKEN;
        }
    }
    if (half->message != NULL && half->message->whole) {
        if (send_message(half->message, half->held, to) >= 0 || errno == EPIPE || errno == ENOTCONN) {
            give_message(half);
            progress = MOVED;
        } else if (errno != EAGAIN && errno != EINTR) {
            return BROKEN;
        }
    }
    if (half->message == NULL && half->ended && !half->shut) {
        half->shut = true;
        progress = MOVED;
    }
    return progress;
}

/* Closing a socket with unread messages would abort the association, with what is still to be sent. */
void discard_received(int fd) {
    while (recv(fd, received, sizeof received, 0) > 0) {
    }
}

/* Bytes that are held go into a file in memory, which the other build inherits. */
void save_message(Half *half, bool saving, FILE *state) {
    Message *message = half->message;
    if (message != NULL && message->saved >= 0) {
        close(message->saved);
        message->saved = -1;
    }
    if (!saving) {
        return;
    }
    if (message == NULL) {
        fprintf(state, " -1 0 0 0 0");
        return;
    }
    message->saved = memfd_create("naru-relay message", 0);
    if (message->saved < 0
        || pwrite(message->saved, message->bytes, half->held, 0) != (ssize_t)half->held) {
        fprintf(state, " failed"); /* the other build refuses */
        return;
    }
    fprintf(state, " %d %u %u %u %d", message->saved, message->stream, message->flags,
            message->payload, message->whole);
}

bool restore_message(Half *half, const char **text) {
    int saved, whole, used;
    unsigned stream, flags, payload;
    if (sscanf(*text, " %d %u %u %u %d%n", &saved, &stream, &flags, &payload, &whole, &used) != 5) {
        return false;
    }
    *text += used;
    size_t size = half->held;
    half->held = 0;
    if (saved < 0) {
        return true;
    }
    while (half->held < size) {
        ssize_t read = pread(saved, received, sizeof received, (off_t)half->held);
        if (read <= 0) {
            close(saved);
            return false;
        }
        hold(half, (size_t)read);
    }
    close(saved);
    half->message->stream = (uint16_t)stream;
    half->message->flags = (uint16_t)flags;
    half->message->payload = payload;
    half->message->whole = whole;
    return true;
}
