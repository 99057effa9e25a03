/*
 * One direction of a TCP connection. Payload is moved by splice(2) through a pipe, so it is not
 * copied to this process; the size of the pipe limits what is in transit.
 */
#include "relay.h"

#include <fcntl.h>

enum {
    PIPE_BYTES = 1 << 16,
    SPARE_PIPES = 32,
};

static int pipes[SPARE_PIPES][2], pipe_count;

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

void give_pipe(Half *half) {
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

Progress splice_half(Half *half, int from, int to) {
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
