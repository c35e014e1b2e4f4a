#define _GNU_SOURCE
#include "CHostShims.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/openat2.h>
#include <pthread.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <unistd.h>

int ingot_epoll_create(void) {
    int result = epoll_create1(EPOLL_CLOEXEC);
    return result < 0 ? -errno : result;
}

int ingot_epoll_arm(int epoll, int descriptor, int interests) {
    struct epoll_event event = {.events = EPOLLONESHOT, .data.fd = descriptor};
    if (interests == 0) {
        return epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, &event) < 0 && errno != ENOENT ? -errno : 0;
    }
    if (interests & 1) event.events |= EPOLLIN | EPOLLRDHUP;
    if (interests & 2) event.events |= EPOLLOUT;
    if (epoll_ctl(epoll, EPOLL_CTL_MOD, descriptor, &event) == 0) return 0;
    if (errno != ENOENT) return -errno;
    return epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) < 0 ? -errno : 0;
}

int ingot_epoll_wait(int epoll, int *descriptors, int *readiness, int capacity) {
    struct epoll_event events[64];
    int count = epoll_wait(epoll, events, capacity < 64 ? capacity : 64, -1);
    if (count < 0) return -errno;
    for (int i = 0; i < count; i++) {
        descriptors[i] = events[i].data.fd;
        readiness[i] = 0;
        // An error or hang-up wakes both sides: the next read or write says what it was.
        int broken = (events[i].events & (EPOLLERR | EPOLLHUP)) != 0;
        if (broken || (events[i].events & (EPOLLIN | EPOLLRDHUP))) readiness[i] |= 1;
        if (broken || (events[i].events & EPOLLOUT)) readiness[i] |= 2;
    }
    return count;
}

int ingot_clone_file(int source, int destination) {
    return ioctl(destination, FICLONE, source) < 0 ? -errno : 0;
}

ptrdiff_t ingot_copy_range(int source, int64_t *source_offset, int destination, int64_t *destination_offset, size_t count) {
    ssize_t copied = copy_file_range(source, source_offset, destination, destination_offset, count, 0);
    return copied < 0 ? -errno : copied;
}

void ingot_begin_write_back(int descriptor) {
    // What goes wrong is told by the fsync at the end.
    (void)sync_file_range(descriptor, 0, 0, SYNC_FILE_RANGE_WRITE);
}

int64_t ingot_seek_data(int descriptor, int64_t offset) {
    int64_t result = lseek(descriptor, offset, SEEK_DATA);
    return result < 0 ? -errno : result;
}

int64_t ingot_seek_hole(int descriptor, int64_t offset) {
    int64_t result = lseek(descriptor, offset, SEEK_HOLE);
    return result < 0 ? -errno : result;
}

int ingot_open_beneath(int directory, const char *path) {
    struct open_how how = {.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK, .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
    long result = syscall(SYS_openat2, directory, path, &how, sizeof how);
    return result < 0 ? -errno : (int)result;
}

int ingot_pipe(int *ends) {
    return pipe2(ends, O_CLOEXEC) < 0 ? -errno : 0;
}

int ingot_random(void *buffer, size_t count) {
    unsigned char *next = buffer;
    while (count > 0) {
        ssize_t got = getrandom(next, count, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return -errno;
        next += got;
        count -= (size_t)got;
    }
    return 0;
}

void ingot_name_thread(const char *name) {
    pthread_setname_np(pthread_self(), name);
}

int ingot_terminal_size(int descriptor, int *columns, int *rows) {
    struct winsize size;
    if (ioctl(descriptor, TIOCGWINSZ, &size) < 0) return -errno;
    *columns = size.ws_col;
    *rows = size.ws_row;
    return 0;
}

static volatile int watcher_of[NSIG];

static void note_signal(int signal) {
    int saved = errno;
    unsigned char byte = (unsigned char)signal;
    // A full pipe already holds what the reader needs to wake up.
    ssize_t ignored = write(watcher_of[signal], &byte, 1);
    (void)ignored;
    errno = saved;
}

int ingot_watch_signal(int signal, int descriptor) {
    if (signal <= 0 || signal >= NSIG) return -EINVAL;
    watcher_of[signal] = descriptor;
    struct sigaction action = {.sa_handler = note_signal, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    return sigaction(signal, &action, NULL) < 0 ? -errno : 0;
}

int ingot_unwatch_signal(int signal) {
    struct sigaction action = {.sa_handler = SIG_DFL};
    sigemptyset(&action.sa_mask);
    return sigaction(signal, &action, NULL) < 0 ? -errno : 0;
}
