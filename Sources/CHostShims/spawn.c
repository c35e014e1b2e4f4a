#define _GNU_SOURCE
#include "CHostShims.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef P_PIDFD
#define P_PIDFD 3
#endif

static void report_and_exit(int report, int stage, int error) {
    int message[2] = {stage, error};
    ssize_t ignored = write(report, message, sizeof message);
    (void)ignored;
    _exit(127);
}

static void reset_signals(void) {
    struct sigaction action = {.sa_handler = SIG_DFL};
    sigemptyset(&action.sa_mask);
    for (int signal = 1; signal < NSIG; signal++) sigaction(signal, &action, NULL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

// Puts the given descriptors at 0...count-1 and the report pipe behind them; closes everything else.
static int arrange_descriptors(const struct ingot_spawn_request *request, int report) {
    int count = request->descriptor_count;
    // First out of the way: a source may sit at a number that another one is about to take.
    int lifted[64];
    for (int i = 0; i < count; i++) {
        lifted[i] = fcntl(request->descriptors[i], F_DUPFD_CLOEXEC, count + 1);
        if (lifted[i] < 0) return -1;
    }
    int lifted_report = fcntl(report, F_DUPFD_CLOEXEC, count + 1);
    if (lifted_report < 0) return -1;
    for (int i = 0; i < count; i++) {
        if (dup2(lifted[i], i) < 0) return -1;
    }
    if (dup3(lifted_report, count, O_CLOEXEC) < 0) return -1;
    syscall(SYS_close_range, (unsigned)count + 1, ~0U, 0);
    return count;
}

static void run_child(const struct ingot_spawn_request *request, int report, pid_t parent) {
    if (request->new_session) setsid();
    if (request->parent_death_signal) {
        prctl(PR_SET_PDEATHSIG, request->parent_death_signal);
        // The parent may have died before the request was in place.
        if (getppid() != parent) _exit(127);
    }
    int placed = arrange_descriptors(request, report);
    if (placed < 0) report_and_exit(report, INGOT_SPAWN_SETUP, errno);
    if (request->directory && chdir(request->directory) < 0) report_and_exit(placed, INGOT_SPAWN_DIRECTORY, errno);
    reset_signals();
    execve(request->executable, request->arguments, request->environment);
    report_and_exit(placed, INGOT_SPAWN_EXEC, errno);
}

static int read_report(int report, int *stage) {
    int message[2];
    ssize_t got;
    do {
        got = read(report, message, sizeof message);
    } while (got < 0 && errno == EINTR);
    if (got != (ssize_t)sizeof message) return 0;
    *stage = message[0];
    return message[1];
}

int ingot_spawn(const struct ingot_spawn_request *request, int *process, int *process_descriptor, int *stage) {
    int report[2];
    *stage = INGOT_SPAWN_FORK;
    if (request->descriptor_count > 64) return -EINVAL;
    if (pipe2(report, O_CLOEXEC) < 0) return -errno;
    sigset_t all, previous;
    sigfillset(&all);
    // No handler of ours may run in the child between fork and execve.
    pthread_sigmask(SIG_SETMASK, &all, &previous);
    pid_t parent = getpid();
    pid_t child = fork();
    if (child == 0) {
        close(report[0]);
        run_child(request, report[1], parent);
    }
    int fork_error = errno;
    pthread_sigmask(SIG_SETMASK, &previous, NULL);
    close(report[1]);
    if (child < 0) {
        close(report[0]);
        return -fork_error;
    }
    int error = read_report(report[0], stage);
    close(report[0]);
    int descriptor = error ? -1 : (int)syscall(SYS_pidfd_open, child, 0);
    if (!error && descriptor < 0) {
        error = errno;
        *stage = INGOT_SPAWN_FORK;
        kill(child, SIGKILL);
    }
    if (error) {
        while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {}
        return -error;
    }
    *process = child;
    *process_descriptor = descriptor;
    return 0;
}

int ingot_reap(int process_descriptor, int *status, int *signal) {
    siginfo_t info = {0};
    if (waitid((idtype_t)P_PIDFD, (id_t)process_descriptor, &info, WEXITED | WNOHANG) < 0) return -errno;
    if (info.si_pid == 0) return 0;
    *status = info.si_code == CLD_EXITED ? info.si_status : 0;
    *signal = info.si_code == CLD_EXITED ? 0 : info.si_status;
    return 1;
}
